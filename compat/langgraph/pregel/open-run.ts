/** Starts a run whose chunks somebody reads. */
import { StopControl } from '../../../src/engine/internal.ts';
import { toEventStream } from '../stream/sse.ts';
import { getConfig } from './ambient-config.ts';
import { conductPregel } from './conduct-pregel.ts';
import type { AnyPregel } from './pregel.ts';
import { ReadableRun, type ChunkSource } from './readable-run.ts';
import type { CallOptions } from './run-settings.ts';
import { RunStream, type StreamChunk } from './run-stream.ts';

export interface StreamCallOptions extends CallOptions {
  readonly subgraphs?: boolean;
  readonly encoding?: 'text/event-stream' | undefined;
  readonly version?: string;
}

/** How chunks are told: with their namespace, with their mode, alone. */
interface Telling {
  readonly subgraphs: boolean;
  readonly single: boolean;
  readonly events: boolean;
}

/**
 * @returns the stream, once the run has something to tell or has ended
 * @throws what the run rejects with before it has told anything
 */
export async function openRun(
  graph: AnyPregel,
  input: unknown,
  options: StreamCallOptions = {},
): Promise<ReadableRun<unknown>> {
  const controller = new AbortController();
  const { streamMode, subgraphs = false, version } = options;
  const within = getConfig()?.configurable?.__pregel_task_id ?? options.configurable?.__pregel_task_id;
  const modes = streamMode ?? (within === undefined ? graph.streamMode : 'values');
  const events = options.encoding === 'text/event-stream' && version === undefined;
  const isTyped = version === 'v3';
  const envelopes = isTyped || (version !== undefined && subgraphs && [modes].flat().includes('values'));
  const stream = new RunStream(new Set([modes].flat()), envelopes);
  const stop = new StopControl(undefined);
  const leave = (reason?: unknown): void => {
    stop.stop(new Error('Abort'), reason);
    stream.leave();
  };
  const signal = withTimeout(options);
  conductPregel({ graph, input, options: { ...options, ...(signal && { signal }) }, stream, stop }).then(
    () => stream.end(),
    (error: unknown) => stream.fail(error),
  );
  const telling = { subgraphs, single: !Array.isArray(streamMode), events };
  const source = await begun(stream, leave, telling);
  controller.signal.addEventListener('abort', () => leave(controller.signal.reason), { once: true });
  const run = new ReadableRun(source, controller);
  return events ? new ReadableRun(bytesOf(run, leave), controller) : run;
}

function bytesOf(run: ReadableRun<unknown>, leave: (reason?: unknown) => void): ChunkSource<unknown> {
  const reader = toEventStream(run as AsyncIterable<never>).getReader();
  return { next: () => reader.read() as Promise<IteratorResult<unknown, undefined>>, leave };
}

function withTimeout({ signal, timeout }: StreamCallOptions): AbortSignal | undefined {
  if (timeout === undefined) return signal;
  const limit = AbortSignal.timeout(timeout);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}

/** Waits for the first chunk, so that a run that fails before it has one rejects the call itself. */
async function begun(
  stream: RunStream,
  leave: (reason?: unknown) => void,
  telling: Telling,
): Promise<ChunkSource<unknown>> {
  let first: IteratorResult<StreamChunk, undefined> | undefined = await stream.next();
  const tell = (result: IteratorResult<StreamChunk, undefined>): IteratorResult<unknown, undefined> =>
    result.done ? result : { done: false, value: told(result.value, telling) };
  return {
    leave,
    next() {
      if (first === undefined) return stream.next().then(tell);
      const result = tell(first);
      first = undefined;
      return Promise.resolve(result);
    },
  };
}

function told([namespace, mode, payload]: StreamChunk, { subgraphs, single, events }: Telling): unknown {
  if (events) return [subgraphs ? namespace : null, mode, payload];
  if (single) return subgraphs ? [namespace, payload] : payload;
  return subgraphs ? [namespace, mode, payload] : [mode, payload];
}
