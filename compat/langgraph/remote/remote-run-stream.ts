import type { Client, SubscriptionHandle, ThreadStream } from '@langchain/langgraph-sdk';
import { onAbort } from '../../../src/base/index.ts';
import { GraphRunStream, type SubgraphRunStream } from '../stream/graph-run-stream.ts';
import type { ChatModelStreamHandle, InterruptPayload, ProtocolEvent } from '../stream/protocol-event.ts';
import { StreamMux } from '../stream/stream-mux.ts';
import type { LifecycleEntry } from '../stream/transformers/lifecycle-transformer.ts';
import { pathSegment } from './path-segment.ts';

/** What a reader of all events is told of. */
const CHANNELS = [
  'values',
  'updates',
  'messages',
  'tools',
  'custom',
  'tasks',
  'checkpoints',
  'lifecycle',
  'input',
] as const;

interface RemoteRun<TExtensions extends Record<string, unknown>> {
  readonly client: Client;
  readonly thread: ThreadStream<TExtensions>;
  /** The thread's own id, where the client knows it in a form that is fit for paths. */
  readonly threadId?: unknown;
  readonly runId?: string | undefined;
  readonly abortController?: AbortController;
  /** Rejects if the run's events cannot be read. */
  readonly refused?: Promise<never>;
}

/**
 * A typed run stream of a run on a server. What it is asked for is read from the thread's events; the connection to them stays until
 * the server ends it or `abort` is called, so that a reader who comes late is told everything too.
 */
export class RemoteGraphRunStream<
  TValues = Record<string, unknown>,
  TExtensions extends Record<string, unknown> = Record<string, unknown>,
> extends GraphRunStream<TValues, TExtensions> {
  readonly #client: Client;
  readonly #thread: ThreadStream<TExtensions>;
  readonly #threadId: unknown;
  readonly #runId: string | undefined;
  readonly #abortController: AbortController;
  readonly #output: Promise<TValues>;

  constructor(params: RemoteRun<TExtensions>) {
    const { client, thread, threadId, runId, abortController = new AbortController() } = params;
    super([], new StreamMux(), 0, 0, thread.extensions as unknown as TExtensions, abortController);
    this.#client = client;
    this.#thread = thread;
    this.#threadId = threadId ?? thread.threadId;
    this.#runId = runId;
    this.#abortController = abortController;
    this.#output = new Promise((resolve, reject) => {
      onAbort(abortController.signal, reject);
      params.refused?.catch((error: unknown) => {
        reject(error);
        void thread.close();
      });
      (thread.output as Promise<TValues>).then(resolve, reject);
    });
    // It need not be what the caller reads.
    this.#output.catch(() => {});
  }

  override [Symbol.asyncIterator](): AsyncIterator<ProtocolEvent> {
    return this.#events<ProtocolEvent>(CHANNELS);
  }

  async *#events<Event>(channels: readonly string[]): AsyncGenerator<Event> {
    const subscription = await this.#subscribe(channels);
    if (subscription === undefined) return;
    try {
      for await (const event of subscription as unknown as AsyncIterable<Event>) yield event;
    } finally {
      await subscription.unsubscribe();
    }
  }

  /** A closed thread would let its readers wait for ever. */
  async #subscribe(channels: readonly string[]): Promise<SubscriptionHandle | undefined> {
    if (this.signal.aborted) return undefined;
    try {
      return await this.#thread.subscribe({ channels: channels as never });
    } catch (error) {
      if (this.signal.aborted) return undefined;
      throw error;
    }
  }

  override get subgraphs(): AsyncIterable<SubgraphRunStream> {
    return this.#thread.subgraphs as unknown as AsyncIterable<SubgraphRunStream>;
  }

  override get values(): AsyncIterable<TValues> & PromiseLike<TValues> {
    const { values } = this.#thread;
    return {
      [Symbol.asyncIterator]: () => (values as AsyncIterable<TValues>)[Symbol.asyncIterator](),
      // oxlint-disable-next-line unicorn/no-thenable -- Both a list and a promise, as upstream's.
      then: (onValue, onError) => this.#output.then(onValue, onError),
    };
  }

  override get messages(): AsyncIterable<ChatModelStreamHandle> {
    return this.#thread.messages as unknown as AsyncIterable<ChatModelStreamHandle>;
  }

  override messagesFrom(node: string): AsyncIterable<ChatModelStreamHandle> {
    const { messages } = this;
    return {
      async *[Symbol.asyncIterator]() {
        for await (const message of messages) if (message.node === node) yield message;
      },
    };
  }

  override get lifecycle(): AsyncIterable<LifecycleEntry> {
    return this.#lifecycle();
  }

  async *#lifecycle(): AsyncGenerator<LifecycleEntry> {
    for await (const { params } of this.#events<ProtocolEvent>(['lifecycle'])) {
      const { namespace, timestamp, data } = params;
      yield { ...(data as LifecycleEntry), namespace, timestamp };
    }
  }

  /** The last state that the run told of; rejects with the reason if it was aborted before it ended. */
  override get output(): Promise<TValues> {
    return this.#output;
  }

  override get interrupted(): boolean {
    return this.#thread.interrupted;
  }

  override get interrupts(): readonly InterruptPayload[] {
    return this.#thread.interrupts;
  }

  /** Has the server cancel the run, and closes the connection to it. */
  override abort(reason?: unknown): void {
    if (this.signal.aborted) return;
    this.#abortController.abort(reason);
    void this.#cancelAndClose();
  }

  override get signal(): AbortSignal {
    return this.#abortController.signal;
  }

  /** The SDK's own view of the thread. */
  get thread(): ThreadStream<TExtensions> {
    return this.#thread;
  }

  /** Whoever aborts does not wait to hear that it went well. */
  async #cancelAndClose(): Promise<void> {
    const canceled = this.#cancel();
    await Promise.allSettled([this.#thread.close(), canceled]);
  }

  async #cancel(): Promise<void> {
    if (this.#runId === undefined) return;
    const thread = pathSegment(this.#threadId, 'thread_id');
    await this.#client.runs.cancel(thread, pathSegment(this.#runId, 'run id'), false);
  }
}
