/** Starts a run whose chunks somebody reads. */
import { StopControl } from '../../../src/engine/internal.ts';
import { toEventStream } from '../stream/sse.ts';
import { getConfig } from './ambient-config.ts';
import { conductPregel } from './conduct-pregel.ts';
import type { AnyPregel } from './pregel.ts';
import { ReadableRun, type ChunkSource } from './readable-run.ts';
import type { CallOptions } from './run-settings.ts';
import { RunStream, type StreamChunk } from './run-stream.ts';
import { turns } from './turns.ts';

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
  /** Whether events of handlers are told beside them. */
  readonly traced: boolean;
}

/** Turns that a chunk takes beside the events of handlers, and turns between two chunks: see those of a traced node. */
const ON_THE_WAY = 6;
const BETWEEN_CHUNKS = 8;
/** More of them for the state that a run begins with. */
const BEFORE_THE_INPUT = 10;
const STATES = new Set(['values', 'checkpoints']);

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
  const { subgraphs = false, version } = options;
  const { streamMode } = options.streamMode === undefined ? ((graph.config ?? {}) as CallOptions) : options;
  const within = getConfig()?.configurable?.__pregel_task_id ?? options.configurable?.__pregel_task_id;
  const modes = streamMode ?? (within === undefined ? graph.streamMode : 'values');
  const events = options.encoding === 'text/event-stream' && version === undefined;
  const typed = version === 'v3';
  const envelopes = typed || (version !== undefined && subgraphs && [modes].flat().includes('values'));
  const stream = new RunStream(new Set([modes].flat()), { typed, envelopes });
  const stop = new StopControl(undefined);
  const leave = (reason?: unknown): void => {
    stop.stop(new Error('Abort'), reason);
    stream.leave();
    taken();
  };
  const traced = version !== undefined && !typed;
  let taken = (): void => undefined;
  if (traced) stream.firstTaken = new Promise((resolve) => (taken = resolve));
  conductPregel({ graph, input, options, stream, stop }).then(
    () => stream.end(),
    (error: unknown) => stream.fail(error),
  );
  const telling = { subgraphs, single: !Array.isArray(streamMode), events, traced };
  const source = await begun(stream, leave, telling, taken);
  controller.signal.addEventListener('abort', () => leave(controller.signal.reason), { once: true });
  const run = new ReadableRun(source, controller);
  return events ? new ReadableRun(bytesOf(run, leave), controller) : run;
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
  taken: () => void,
): Promise<ChunkSource<unknown>> {
  const next = telling.traced ? besideEvents(stream) : () => stream.next();
  let first: IteratorResult<StreamChunk, undefined> | undefined = await next();
  if (telling.traced && !first.done && STATES.has(first.value[1])) await turns(BEFORE_THE_INPUT);
  return {
    leave,
    async next() {
      const result = first ?? (await next());
      if (first !== undefined) taken();
      first = undefined;
      return result.done ? result : { done: false, value: told(result.value, telling) };
    },
  };
}

/** Reads one chunk ahead, so that each is on its way while the one before it is taken. */
function besideEvents(stream: RunStream): RunStream['next'] {
  const fetch = async (): ReturnType<RunStream['next']> => {
    const result = await stream.next();
    await turns(ON_THE_WAY);
    return result;
  };
  let ahead: ReturnType<RunStream['next']> | undefined;
  return async () => {
    const result = await (ahead ?? fetch());
    ahead = result.done ? undefined : fetch();
    // Whoever reads on meets its failure.
    ahead?.catch(() => undefined);
    if (!result.done) await turns(BETWEEN_CHUNKS);
    return result;
  };
}

function told([namespace, mode, payload]: StreamChunk, { subgraphs, single, events }: Telling): unknown {
  if (events) return [subgraphs ? namespace : null, mode, payload];
  if (single) return subgraphs ? [namespace, payload] : payload;
  return subgraphs ? [namespace, mode, payload] : [mode, payload];
}
