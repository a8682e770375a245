import { existsSync } from 'node:fs';
import type * as Root from '@langchain/langgraph';
import type * as Channels from '@langchain/langgraph/channels';
import type * as LowLevel from '@langchain/langgraph/pregel';
import type * as Stream from '@langchain/langgraph/stream';
import type * as ZodExtras from '@langchain/langgraph/zod';
import type * as ZodSchemas from '@langchain/langgraph/zod/schema';

/** What a program is given: everything the main entry exports, and the other entries under their names. */
export type Library = typeof Root & {
  readonly channels: typeof Channels;
  readonly pregel: typeof LowLevel;
  readonly zod: typeof ZodExtras;
  readonly schemas: typeof ZodSchemas;
  readonly protocol: typeof Stream;
};

export type Subject = 'oracle' | 'ours';

const DOOR = new URL('../../../../compat/langgraph/', import.meta.url);

const ENTRIES = {
  channels: 'channels',
  pregel: 'pregel',
  zod: 'zod',
  schemas: 'zod/schema',
  protocol: 'stream',
} as const;

/** Where our entries have their source. */
const SOURCES = {
  channels: ['channels/index.ts', 'channels.ts'],
  pregel: ['pregel/index.ts', 'pregel.ts'],
  zod: ['zod/index.ts', 'zod.ts'],
  schemas: ['zod/schema.ts', 'zod/schema/index.ts'],
  protocol: ['stream/index.ts', 'stream.ts'],
} as const;

/** Whether there is a door to compare with the oracle. */
export const oursExists = (): boolean => existsSync(new URL('index.ts', DOOR));

/** Loads one of the two libraries. An entry that does not exist is missed by the programs that use it only. */
export function load(subject: Subject): Promise<Library> {
  return subject === 'oracle' ? loadOracle() : loadOurs();
}

async function loadOracle(): Promise<Library> {
  const root = (await import('@langchain/langgraph')) as typeof Root;
  const library: Record<string, unknown> = { ...root };
  for (const [name, path] of Object.entries(ENTRIES)) {
    library[name] = await import(/* @vite-ignore */ `@langchain/langgraph/${path}`);
  }
  return library as Library;
}

async function loadOurs(): Promise<Library> {
  const library: Record<string, unknown> = { ...(await importSource('index.ts')) };
  for (const [name, candidates] of Object.entries(SOURCES)) {
    const source = candidates.find((candidate) => existsSync(new URL(candidate, DOOR)));
    if (source !== undefined) library[name] = await importSource(source);
  }
  return library as Library;
}

const importSource = (path: string): Promise<Record<string, unknown>> =>
  import(/* @vite-ignore */ new URL(path, DOOR).href) as Promise<Record<string, unknown>>;
