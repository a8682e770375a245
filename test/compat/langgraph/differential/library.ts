import type * as Root from '@langchain/langgraph';
import type * as Channels from '@langchain/langgraph/channels';
import type * as Prebuilt from '@langchain/langgraph/prebuilt';
import type * as LowLevel from '@langchain/langgraph/pregel';
import type * as Remote from '@langchain/langgraph/remote';
import type * as Stream from '@langchain/langgraph/stream';
import type * as ZodExtras from '@langchain/langgraph/zod';
import type * as ZodSchemas from '@langchain/langgraph/zod/schema';

/** What a program is given: everything the main entry exports, and the other entries under their names. */
export type Library = typeof Root & {
  readonly channels: typeof Channels;
  readonly prebuilt: typeof Prebuilt;
  readonly pregel: typeof LowLevel;
  readonly remote: typeof Remote;
  readonly zod: typeof ZodExtras;
  readonly schemas: typeof ZodSchemas;
  readonly protocol: typeof Stream;
};

export type Subject = 'oracle' | 'ours';

/** Loads one of the two libraries. */
export function load(subject: Subject): Promise<Library> {
  return subject === 'oracle' ? loadOracle() : loadOurs();
}

async function loadOracle(): Promise<Library> {
  return {
    ...(await import('@langchain/langgraph')),
    channels: await import('@langchain/langgraph/channels'),
    prebuilt: await import('@langchain/langgraph/prebuilt'),
    pregel: await import('@langchain/langgraph/pregel'),
    remote: await import('@langchain/langgraph/remote'),
    zod: await import('@langchain/langgraph/zod'),
    schemas: await import('@langchain/langgraph/zod/schema'),
    protocol: await import('@langchain/langgraph/stream'),
  };
}

/** Each entry by a path of its own: the tests of the tarball put the files of the tarball in their place. */
async function loadOurs(): Promise<Library> {
  return {
    ...(await import('../../../../compat/langgraph/index.ts')),
    channels: await import('../../../../compat/langgraph/channels/index.ts'),
    prebuilt: await import('../../../../compat/langgraph/prebuilt/index.ts'),
    pregel: await import('../../../../compat/langgraph/pregel/index.ts'),
    remote: await import('../../../../compat/langgraph/remote/index.ts'),
    zod: await import('../../../../compat/langgraph/zod/index.ts'),
    schemas: await import('../../../../compat/langgraph/zod/schema.ts'),
    protocol: await import('../../../../compat/langgraph/stream/index.ts'),
  } as unknown as Library;
}
