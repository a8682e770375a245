/** What `streamEvents` takes. */
import type { BaseChannel } from '../channels/base-channel.ts';
import type { StreamTransformer } from '../stream/protocol-event.ts';
import type { PregelNode } from './pregel-node.ts';
import type { PregelOptions } from './pregel-options.ts';

/* oxlint-disable typescript/no-explicit-any -- upstream's public types say `any` here, and programs lean on it */

export type Transformers = ReadonlyArray<() => StreamTransformer<any>>;

/** For a stream of version 3, whose events transformers make. */
export type TypedEventOptions<
  Nodes extends Record<string, PregelNode>,
  Channels extends Record<string, BaseChannel>,
  Context extends Record<string, any>,
  T extends Transformers,
> = Partial<Omit<PregelOptions<Nodes, Channels, Context>, 'encoding' | 'subgraphs'>> & {
  version: 'v3';
  transformers?: T;
};

/** For LangChain's own events. */
export type EventOptions<
  Nodes extends Record<string, PregelNode>,
  Channels extends Record<string, BaseChannel>,
  Context extends Record<string, any>,
> = Partial<PregelOptions<Nodes, Channels, Context>> & { version: 'v1' | 'v2' };
