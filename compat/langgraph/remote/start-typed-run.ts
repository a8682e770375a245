/** `streamEvents` of version 3: a run on the server, started and followed through its thread. */
import type { IterableReadableStream } from '@langchain/core/utils/stream';
import type { Client, ThreadStream } from '@langchain/langgraph-sdk';
import { abortable, onAbort } from '../../../src/base/index.ts';
import { isCommand } from '../command.ts';
import { ReadableRun } from '../pregel/readable-run.ts';
import { protocolEventsToEventStream } from '../stream/sse.ts';
import { guardedTransport } from './guarded-client.ts';
import { pathSegment } from './path-segment.ts';
import { malformed, requesting } from './remote-request-error.ts';
import { RemoteGraphRunStream } from './remote-run-stream.ts';
import { plainCommand, serializeValues } from './serialize-input.ts';

export interface TypedRunRequest {
  readonly client: Client;
  readonly graphId: string;
  readonly threadId: unknown;
  readonly input: unknown;
  readonly config: object;
  readonly signal: AbortSignal | undefined;
}

const UNSUPPORTED = ['transformers', 'control'] as const;
const BREAKPOINTS = ['interruptBefore', 'interruptAfter'] as const;

/** @throws Error naming the first option that a server cannot be asked for in this way */
export function refuseUnsupported(options: object, graph: object): void {
  const refused =
    UNSUPPORTED.find((key) => Reflect.get(options, key) !== undefined) ??
    BREAKPOINTS.find((key) => Reflect.get(options, key) !== undefined || Reflect.get(graph, key) !== undefined);
  if (refused !== undefined)
    throw new Error(`RemoteGraph.streamEvents({ version: "v3" }) does not support \`${refused}\`.`);
}

export async function startTypedRun(request: TypedRunRequest): Promise<RemoteGraphRunStream> {
  const { client, signal, input, config } = request;
  signal?.throwIfAborted();
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => {});
  const { thread, threadId } = openThread(request, refused.reject);
  try {
    const serialized = isCommand(input) ? plainCommand(input) : serializeValues(input);
    const run = await requesting(() => abortable(thread.run.start({ input: serialized, config }), signal));
    if (typeof run !== 'object' || run === null) throw malformed('The server did not tell which run it started.');
    const stream = new RemoteGraphRunStream({ client, thread, threadId, runId: run.run_id, refused: refused.promise });
    followSignal(stream, signal);
    return stream;
  } catch (error) {
    await thread.close();
    throw error;
  }
}

/** Clients of another make get an id that is fit for their paths. */
function openThread(
  { client, graphId: assistantId, threadId }: TypedRunRequest,
  onRefused: (error: unknown) => void,
): { readonly thread: ThreadStream; readonly threadId: string | undefined } {
  const segment = threadId === undefined || threadId === null ? undefined : pathSegment(threadId, 'thread_id');
  const id = segment === undefined ? undefined : decodeURIComponent(segment);
  const transport = guardedTransport(client, id, onRefused);
  // Media lie anywhere, and are fetched without the client's keys.
  const options = { assistantId, ...(transport && { transport, fetch: unguardedFetch }) };
  const name = transport === undefined ? segment : id;
  const thread = name === undefined ? client.threads.stream(options) : client.threads.stream(name, options);
  return { thread, threadId: id };
}

const unguardedFetch: typeof fetch = (input, init) => fetch(input, init);

/** Until the run has ended, and no longer: signals may outlive any number of runs. */
function followSignal(stream: RemoteGraphRunStream, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const stop = onAbort(signal, (reason) => stream.abort(reason));
  stream.output.then(stop, stop);
}

/** The run's events as server-sent events. Nothing else can be asked of it, so its thread is closed with the stream. */
export function encodedEvents(stream: RemoteGraphRunStream): IterableReadableStream<Uint8Array> {
  const reader = protocolEventsToEventStream(stream).getReader();
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    const { done, value } = await reader.read();
    if (!done) return { done: false, value };
    await stream.thread.close();
    return { done: true, value: undefined };
  };
  return new ReadableRun<Uint8Array>({ next, leave: (reason) => stream.abort(reason) }, new AbortController());
}
