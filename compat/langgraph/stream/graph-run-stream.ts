/** A run as one follows it: its events, and its values, messages and graphs within, each read apart. */
import type { ChatModelStreamHandle, InterruptPayload, Namespace, ProtocolEvent } from './protocol-event.ts';
import type { StreamChannel } from './stream-channel.ts';
import { mapped, matching, REJECT_VALUES, RESOLVE_VALUES, type StreamMux } from './stream-mux.ts';
import type { LifecycleEntry } from './transformers/lifecycle-transformer.ts';
import { followedMessages } from './transformers/followed-messages.ts';
import { createMessagesTransformer } from './transformers/messages-transformer.ts';
import { filterSubgraphHandles } from './transformers/subgraph-discovery-transformer.ts';

export const SET_VALUES_LOG: unique symbol = Symbol('setValuesLog');
export const SET_MESSAGES_ITERABLE: unique symbol = Symbol('setMessagesIterable');
export const SET_LIFECYCLE_ITERABLE: unique symbol = Symbol('setLifecycleIterable');
export const SET_SUBGRAPHS_ITERABLE: unique symbol = Symbol('setSubgraphsIterable');

const NOTHING: AsyncIterable<never> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ value: undefined, done: true }) }),
};

/**
 * Read by `for await` it gives the events of the run. When the last reader has left and nobody waits for `output`, `values`
 * or an extension, the run is aborted.
 */
export class GraphRunStream<
  TValues = Record<string, unknown>,
  TExtensions extends Record<string, unknown> = Record<string, unknown>,
> implements AsyncIterable<ProtocolEvent> {
  /** Where in the tree of graphs this stream lies; `[]` is the root. */
  readonly path: Namespace;
  /** What the transformers of the run project. */
  readonly extensions: TExtensions;
  /** @internal */
  protected readonly _mux: StreamMux;

  readonly #discoveryStart: number;
  readonly #eventStart: number;
  readonly #abortController: AbortController;
  readonly #final: PromiseWithResolvers<TValues>;
  #valuesLog: StreamChannel<Record<string, unknown>> | undefined;
  #messages: AsyncIterable<ChatModelStreamHandle> | undefined;
  #lifecycle: AsyncIterable<LifecycleEntry> | undefined;
  #subgraphs: AsyncIterable<SubgraphRunStream> | undefined;

  // oxlint-disable-next-line max-params -- Upstream's constructor.
  constructor(
    path: Namespace,
    mux: StreamMux,
    discoveryStart = 0,
    eventStart = 0,
    extensions?: TExtensions,
    abortController?: AbortController,
  ) {
    this.path = path;
    this._mux = mux;
    this.#discoveryStart = discoveryStart;
    this.#eventStart = eventStart;
    this.extensions = extensions ?? ({} as TExtensions);
    this.#abortController = abortController ?? new AbortController();
    this.#final = Promise.withResolvers<TValues>();
    // A failed run also fails its readers; `output` need not be one of them.
    this.#final.promise.catch(() => {});
  }

  /** The events of this graph and of those within it. */
  [Symbol.asyncIterator](): AsyncIterator<ProtocolEvent> {
    return this._mux.subscribeEvents(this.path, this.#eventStart);
  }

  /** The graphs that run right within this one. */
  get subgraphs(): AsyncIterable<SubgraphRunStream> {
    return (
      this.#subgraphs ??
      filterSubgraphHandles<SubgraphRunStream>(this._mux._discoveries, this.path, this.#discoveryStart)
    );
  }

  /** The states of this graph one after the other; awaited, the last one. */
  get values(): AsyncIterable<TValues> & PromiseLike<TValues> {
    return {
      [Symbol.asyncIterator]: () => this.#iterateValues(),
      // oxlint-disable-next-line unicorn/no-thenable -- Both a list and a promise, as upstream's.
      then: (onValue, onError) => this.output.then(onValue, onError),
    };
  }

  #iterateValues(): AsyncIterator<TValues> {
    if (this.#valuesLog !== undefined) return this.#valuesLog.iterate() as AsyncIterator<TValues>;
    const { length } = this.path;
    const own = matching(
      this._mux.subscribeEvents(this.path, this.#eventStart),
      ({ method, params }) => method === 'values' && params.namespace.length === length,
    );
    return mapped(own, ({ params }) => params.data as TValues);
  }

  /** The messages that models write in this graph's nodes. */
  get messages(): AsyncIterable<ChatModelStreamHandle> {
    return (this.#messages ??= this.#messagesOf());
  }

  /** The messages that models write in one node. */
  messagesFrom(node: string): AsyncIterable<ChatModelStreamHandle> {
    return this.#messagesOf(node);
  }

  #messagesOf(node?: string): AsyncIterable<ChatModelStreamHandle> {
    const transformer = createMessagesTransformer(this.path, node);
    const { messages } = transformer.init();
    this._mux.addTransformer(transformer);
    return followedMessages(messages, this._mux._audience);
  }

  /** When this graph and those within it start, and how they end. */
  get lifecycle(): AsyncIterable<LifecycleEntry> {
    return this.#lifecycle ?? NOTHING;
  }

  /** The last state; rejects if the run fails. */
  get output(): Promise<TValues> {
    this._mux._audience.want();
    return this.#final.promise;
  }

  /** Whether the run stopped with a question. */
  get interrupted(): boolean {
    return this._mux.interrupted;
  }

  /** The questions it stopped with. */
  get interrupts(): readonly InterruptPayload[] {
    return this._mux.interrupts;
  }

  /** Stops the run; its readers fail with the reason. */
  abort(reason?: unknown): void {
    this.#abortController.abort(reason);
  }

  get signal(): AbortSignal {
    return this.#abortController.signal;
  }

  /** @internal */
  [RESOLVE_VALUES](values: TValues | undefined): void {
    this.#final.resolve(values as TValues);
  }

  /** @internal */
  [REJECT_VALUES](err: unknown): void {
    this.#final.reject(err);
  }

  /** @internal */
  [SET_VALUES_LOG](log: StreamChannel<Record<string, unknown>>): void {
    this.#valuesLog = log;
  }

  /** @internal */
  [SET_MESSAGES_ITERABLE](iterable: AsyncIterable<ChatModelStreamHandle>): void {
    this.#messages = iterable;
  }

  /** @internal */
  [SET_LIFECYCLE_ITERABLE](iterable: AsyncIterable<LifecycleEntry>): void {
    this.#lifecycle = iterable;
  }

  /** @internal */
  [SET_SUBGRAPHS_ITERABLE](iterable: AsyncIterable<SubgraphRunStream>): void {
    this.#subgraphs = iterable;
  }
}

/** A graph within a run. Its own signal stops nothing: only the run as a whole can be aborted. */
export class SubgraphRunStream<
  TValues = Record<string, unknown>,
  TExtensions extends Record<string, unknown> = Record<string, unknown>,
> extends GraphRunStream<TValues, TExtensions> {
  /** The node it runs in. */
  readonly name: string;
  /** Which of the node's runs it is, where the namespace counts them. */
  readonly index: number;

  // oxlint-disable-next-line max-params -- Upstream's constructor.
  constructor(
    path: Namespace,
    mux: StreamMux,
    discoveryStart = 0,
    eventStart = 0,
    extensions?: TExtensions,
    abortController?: AbortController,
  ) {
    super(path, mux, discoveryStart, eventStart, extensions, abortController);
    const segment = path.at(-1) ?? '';
    const colon = segment.lastIndexOf(':');
    const suffix = segment.slice(colon + 1);
    this.name = colon < 0 ? segment : segment.slice(0, colon);
    this.index = colon >= 0 && /^\d+$/.test(suffix) ? Number(suffix) : 0;
  }
}
