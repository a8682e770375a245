/** A run on the server, as the chunks that callers read. */
import type { Client } from '@langchain/langgraph-sdk';
import { abortable, linkSignals } from '../../../src/base/index.ts';
import { GraphInterrupt, RemoteException } from '../errors/index.ts';
import type { Interrupt } from '../interrupts.ts';
import { INTERRUPT } from '../reserved-names.ts';
import type { RunStream } from '../pregel/run-stream.ts';
import { leavableGenerator } from './leavable-generator.ts';
import { pathSegment } from './path-segment.ts';
import { asRemoteError, malformed } from './remote-request-error.ts';
import type { RequestedModes } from './stream-modes.ts';

/** How long the server may take to cancel a run, in milliseconds. */
const CANCEL_PATIENCE = 5000;

/** What a run is asked for with. */
export interface RunRequest {
  readonly client: Client;
  readonly graphId: string;
  readonly threadId: unknown;
  /** The rest of the request. */
  readonly payload: Record<string, unknown>;
  readonly modes: RequestedModes;
  /** Whether chunks come with their namespaces. */
  readonly subgraphs: boolean;
  /** Of the caller's call, if it comes from a node. */
  readonly around: { readonly stream: RunStream | undefined; readonly namespace: unknown };
  readonly signal: AbortSignal | undefined;
}

interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Where the server keeps a run. */
interface RunPlace {
  readonly run_id: string;
  readonly thread_id?: string | undefined;
}

/** Leaving the generator, or aborting the signal, closes the connection and has the server cancel what nobody can come back to. */
export function runChunks(request: RunRequest): AsyncGenerator<unknown> {
  const leaving = new AbortController();
  return leavableGenerator(chunksOf(request, leaving), leaving);
}

async function* chunksOf(request: RunRequest, leaving: AbortController): AsyncGenerator<unknown> {
  const linked = linkSignals(request.signal, leaving.signal);
  const signal = linked.signal as AbortSignal;
  let place: RunPlace | undefined;
  let events: AsyncGenerator<ServerEvent> | undefined;
  let isStopped = false;
  try {
    signal.throwIfAborted();
    events = openEvents(request, signal, (run) => (place = run));
    for (;;) {
      const next = await abortable(events.next(), signal);
      if (next.done === true) break;
      yield* told(next.value, request);
    }
  } catch (error) {
    isStopped = signal.aborted;
    if (!leaving.signal.aborted) throw asRemoteError(error);
  } finally {
    isStopped ||= leaving.signal.aborted;
    leaving.abort();
    linked.unlink();
    events?.return(undefined).catch(() => {});
    if (isStopped && place !== undefined) cancelRun(request, place);
  }
}

/** The events as a generator, whatever it is that a client of another make gives. */
async function* openEvents(
  { client, graphId, threadId, payload }: RunRequest,
  signal: AbortSignal,
  onRunCreated: (run: RunPlace) => void,
): AsyncGenerator<ServerEvent> {
  const thread = threadId === undefined || threadId === null ? null : pathSegment(threadId, 'thread_id');
  const events = client.runs.stream(thread as string, graphId, { ...payload, signal, onRunCreated });
  yield* events as AsyncIterable<ServerEvent>;
}

/** A resumable run goes on for those who will join it. Nobody waits for the answer. */
function cancelRun({ client, threadId, payload }: RunRequest, place: RunPlace): void {
  const thread = threadId ?? place.thread_id;
  if (payload.streamResumable === true || thread === undefined) return;
  const signal = AbortSignal.timeout(CANCEL_PATIENCE);
  try {
    const path = [pathSegment(thread, 'thread_id'), pathSegment(place.run_id, 'run id')] as const;
    client.runs.cancel(...path, false, 'interrupt', { signal })?.catch(() => {});
  } catch {
    // A run whose id cannot be asked for: the closed connection has to do.
  }
}

/** Nothing, or the one chunk that an event is. */
function* told({ event, data }: ServerEvent, request: RunRequest): Generator<unknown> {
  if (typeof event !== 'string') throw malformed('The server sent an event without a name.');
  const { modes, subgraphs, around } = request;
  const [mode = '', ...within] = event.split('|');
  const namespace = typeof around.namespace === 'string' ? [...around.namespace.split('|'), ...within] : within;
  if (around.stream?.modes.has(event) === true) around.stream.push([namespace, mode, data]);
  if (event.startsWith('updates')) {
    refuseQuestions(data);
    if (!modes.updates) return;
  } else if (event.startsWith('error'))
    throw new RemoteException(typeof data === 'string' ? data : JSON.stringify(data));
  if (!modes.read.has(mode)) return;
  if (subgraphs) yield modes.single ? [namespace, data] : [namespace, mode, data];
  else yield modes.single ? data : [mode, data];
}

/** Questions of the run are those of the graph that called it. */
function refuseQuestions(data: unknown): void {
  const asked = (data as { [INTERRUPT]?: Interrupt[] } | null)?.[INTERRUPT];
  if (typeof data === 'object' && asked !== undefined) throw new GraphInterrupt(asked);
}
