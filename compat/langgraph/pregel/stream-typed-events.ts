/** `streamEvents` of version 3: a run as a typed stream of protocol events. */
import { STREAM_EVENTS_V3_MODES } from '../stream/convert-to-protocol-event.ts';
import { createGraphRunStream } from '../stream/create-graph-run-stream.ts';
import type { StreamTransformer } from '../stream/protocol-event.ts';
import { protocolEventsToEventStream } from '../stream/sse.ts';
import { openRun, type StreamCallOptions } from './open-run.ts';
import type { AnyPregel } from './pregel.ts';

export interface TypedCallOptions extends StreamCallOptions {
  readonly version: 'v3';
  // oxlint-disable-next-line typescript/no-explicit-any -- what a transformer projects is its own affair
  readonly transformers?: readonly (() => StreamTransformer<any>)[];
}

export async function streamTypedEvents(graph: AnyPregel, input: unknown, options: TypedCallOptions): Promise<unknown> {
  const { encoding, transformers = [], ...rest } = options;
  const configurable = { ...graph.config?.configurable, ...rest.configurable };
  const opened = openRun(graph, input, {
    ...rest,
    configurable,
    streamMode: [...STREAM_EVENTS_V3_MODES],
    subgraphs: true,
    encoding: undefined,
  });
  const source = { [Symbol.asyncIterator]: () => chunks(opened) };
  const run = createGraphRunStream(source as never, [...graph.streamTransformers, ...transformers]);
  return encoding === 'text/event-stream' ? protocolEventsToEventStream(run) : run;
}

async function* chunks(opened: ReturnType<typeof openRun>): AsyncGenerator<unknown> {
  yield* await opened;
}
