/** Starts a run whose chunks somebody reads. */
import { StopControl } from '../../../src/engine/internal.ts';
import { toEventStream } from '../stream/sse.ts';
import { getConfig } from './ambient-config.ts';
import { besideEvents } from './beside-events.ts';
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

/** What is told, and how: with the namespace, with the mode, alone. */
interface Telling {
  readonly modes: ReadonlySet<string>;
  readonly subgraphs: boolean;
  readonly single: boolean;
  readonly encoded: boolean;
  /** Whether a typed run stream is made of it. */
  readonly typed: boolean;
  /** Whether events of callback handlers are told beside the chunks. */
  readonly traced: boolean;
  /** Whether each state is preceded by word of its checkpoint. */
  readonly envelopes: boolean;
}

/**
 * @param controller stops the run when it is aborted, before there is a stream too
 * @returns the stream, once the run has something to tell or has ended
 * @throws what the run rejects with before it has told anything
 */
export async function openRun(
  graph: AnyPregel,
  input: unknown,
  options: StreamCallOptions = {},
  controller: AbortController = new AbortController(),
): Promise<ReadableRun<unknown>> {
  const telling = tellingOf(graph, options);
  const stream = new RunStream(telling.modes, telling);
  const stop = new StopControl(undefined);
  const leave = (reason?: unknown): void => {
    stop.stop(new Error('Abort'), reason);
    stream.leave();
  };
  controller.signal.addEventListener('abort', () => leave(controller.signal.reason), { once: true });
  conductPregel({ graph, input, options, stream, stop }).then(
    () => stream.end(),
    (error: unknown) => stream.fail(error),
  );
  const source = await begun(stream, leave, telling);
  const run = new ReadableRun(source, controller);
  return telling.encoded ? new ReadableRun(bytesOf(run, leave), controller) : run;
}

function tellingOf(graph: AnyPregel, options: StreamCallOptions): Telling {
  const { subgraphs = false, version, encoding, configurable } = options;
  const { streamMode } = options.streamMode === undefined ? ((graph.config ?? {}) as CallOptions) : options;
  const within = getConfig()?.configurable?.__pregel_task_id ?? configurable?.__pregel_task_id;
  const modes = new Set([streamMode ?? (within === undefined ? graph.streamMode : 'values')].flat());
  const traced = version === 'v1' || version === 'v2';
  return {
    modes,
    subgraphs,
    single: !Array.isArray(streamMode),
    encoded: encoding === 'text/event-stream' && version === undefined,
    typed: version === 'v3',
    traced,
    envelopes: version === 'v3' || (traced && subgraphs && modes.has('values')),
  };
}

function bytesOf(run: ReadableRun<unknown>, leave: (reason?: unknown) => void): ChunkSource<unknown> {
  const reader = toEventStream(run as AsyncIterable<never>).getReader();
  return { next: () => reader.read() as Promise<IteratorResult<unknown, undefined>>, leave };
}

/** Waits for the first chunk, so that a run that fails before it has one rejects the call itself. */
async function begun(
  stream: RunStream,
  leave: (reason?: unknown) => void,
  telling: Telling,
): Promise<ChunkSource<unknown>> {
  const next = telling.traced ? besideEvents(stream) : () => stream.next();
  let first: IteratorResult<StreamChunk, undefined> | undefined = await next();
  return {
    leave,
    async next() {
      const result = first ?? (await next());
      if (first !== undefined) stream.begins();
      first = undefined;
      return result.done ? result : { done: false, value: told(result.value, telling) };
    },
  };
}

function told([namespace, mode, payload]: StreamChunk, { subgraphs, single, encoded }: Telling): unknown {
  if (encoded) return [subgraphs ? namespace : null, mode, payload];
  if (single) return subgraphs ? [namespace, payload] : payload;
  return subgraphs ? [namespace, mode, payload] : [mode, payload];
}
