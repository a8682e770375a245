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
  const streamMode = [...STREAM_EVENTS_V3_MODES];
  const asked = { ...rest, configurable, streamMode, subgraphs: true, encoding: undefined };
  // The run and its stream share the controller, so that an abort reaches a node that has nothing to tell yet.
  const controller = new AbortController();
  const source = chunks(openRun(graph, input, asked, controller));
  const run = createGraphRunStream(source as never, [...graph.streamTransformers, ...transformers], controller);
  return encoding === 'text/event-stream' ? protocolEventsToEventStream(run) : run;
}

async function* chunks(opened: ReturnType<typeof openRun>): AsyncGenerator<unknown> {
  yield* await opened;
}
