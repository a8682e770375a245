import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../doors.ts';

/** A package that is built on LangGraph, in a workspace of its own. */
export interface Client {
  /** Name of its folder. */
  readonly name: string;
  readonly folder: string;
  /** Where its installation with our package is. */
  readonly oursFolder: string;
  readonly manifest: ClientManifest;
}

export interface ClientManifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

const home = join(repository, 'compat/langgraph/clients');

/** Below `node_modules`, which nothing looks at and everybody may throw away. */
export const cache = join(repository, 'node_modules/.cache/langgraph-clients');

export const clients: readonly Client[] = readdirSync(home)
  .filter((name) => existsSync(join(home, name, 'package.json')))
  .map((name) => ({
    name,
    folder: join(home, name),
    oursFolder: join(cache, name),
    manifest: JSON.parse(readFileSync(join(home, name, 'package.json'), 'utf8')) as ClientManifest,
  }));

/** Absolute paths of the files with a client's programs. */
export function programFiles({ folder }: Client): string[] {
  return readdirSync(join(folder, 'programs'))
    .filter((file) => file.endsWith('.ts'))
    .toSorted()
    .map((file) => join(folder, 'programs', file));
}
