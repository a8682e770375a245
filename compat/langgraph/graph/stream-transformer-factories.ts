/** Makers of the transformers that a typed stream runs through. */
import type { StreamTransformer } from '../stream/protocol-event.ts';

export type { StreamTransformer };

// As published: extensions of any kind.
// oxlint-disable-next-line typescript/no-explicit-any
export type StreamTransformerFactories = ReadonlyArray<() => StreamTransformer<any>>;
