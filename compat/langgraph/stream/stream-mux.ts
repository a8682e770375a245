/** Takes the events of a run through its transformers into one log, and tells everyone when the run has ended. */
import { Audience } from './audience.ts';
import { isWithin, namespaceKey } from './namespace.ts';
import type { InterruptPayload, Namespace, ProtocolEvent, StreamTransformer } from './protocol-event.ts';
import { isStreamChannel, StreamChannel } from './stream-channel.ts';

export const RESOLVE_VALUES: unique symbol = Symbol('resolveValues');
export const REJECT_VALUES: unique symbol = Symbol('rejectValues');

/** What waits for the final values of a graph within a run. */
export interface StreamHandle {
  [RESOLVE_VALUES](values: unknown): void;
  [REJECT_VALUES](err: unknown): void;
}

/** A graph within a run that has just been seen for the first time. */
export type SubgraphDiscovery = { ns: Namespace; stream: StreamHandle };

/** A projection that is one value, told when the run ends. */
interface FinalValue {
  readonly name: string;
  readonly promise: Promise<unknown>;
}

const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as { then?: unknown }).then === 'function';

/** One per run. */
export class StreamMux {
  /** @internal What transformers let through, and what they added. */
  readonly _events: StreamChannel<ProtocolEvent> = StreamChannel.local<ProtocolEvent>();
  /** @internal Each graph within the run, once. */
  readonly _discoveries: StreamChannel<SubgraphDiscovery> = StreamChannel.local<SubgraphDiscovery>();
  /** @internal Who follows the run. */
  readonly _audience: Audience;

  #seq = 0;
  /** Namespace of the event in work: what a transformer pushes into a channel meanwhile belongs there. */
  #current: Namespace = [];
  #end: { readonly error?: unknown } | undefined;
  #interrupted = false;
  readonly #interrupts: InterruptPayload[] = [];
  readonly #transformers: StreamTransformer<unknown>[] = [];
  readonly #channels: StreamChannel<unknown>[] = [];
  readonly #finalValues: FinalValue[] = [];
  readonly #handles = new Map<string, StreamHandle>();
  readonly #latestValues = new Map<string, unknown>();

  constructor(audience: Audience = new Audience(() => {})) {
    this._audience = audience;
    this._events._watch(audience);
    this._discoveries._watch(audience);
  }

  /** The handle gets the last values of its namespace when the run ends. */
  register(path: Namespace, stream: StreamHandle): void {
    this.#handles.set(namespaceKey(path), stream);
  }

  /** Adds a transformer, which then sees all events there have been and all that come. */
  addTransformer(transformer: StreamTransformer<unknown>): void {
    const past = this._events.size;
    this.#transformers.push(transformer);
    transformer.onRegister?.({ push: (ns, event) => this.push(ns, event) });
    for (let at = 0; at < past; at += 1) transformer.process(this._events.get(at));
    if (this.#end === undefined) return;
    if (this.#end.error === undefined) void transformer.finalize?.();
    else transformer.fail?.(this.#end.error);
  }

  /** Ends a projection's channels with the run, and carries named ones and promises to remote readers. */
  wireChannels(projection: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(projection)) {
      if (isStreamChannel(value)) this.#wireChannel(value);
      else if (isPromiseLike(value)) {
        const promise = Promise.resolve(value);
        // It is looked at when the run ends; until then its failure is the concern of who holds it.
        promise.catch(() => {});
        this.#finalValues.push({ name, promise });
        this._audience.want();
      } else if ((typeof value === 'object' && value !== null) || typeof value === 'function') this._audience.want();
    }
  }

  #wireChannel(channel: StreamChannel<unknown>): void {
    this.#channels.push(channel);
    // A channel of another copy of the package may lack what tells of its readers.
    if (channel instanceof StreamChannel) channel._watch(this._audience);
    else this._audience.want();
    const { channelName } = channel;
    if (typeof channelName === 'string')
      channel._wire((item) => this.#log(`custom:${channelName}`, this.#current, item));
  }

  /** Takes one event through the transformers and, unless one of them drops it, into the log. */
  push(ns: Namespace, event: ProtocolEvent): void {
    if (event.method === 'values') this.#latestValues.set(namespaceKey(ns), event.params.data);
    const outer = this.#current;
    this.#current = ns;
    let isKept = true;
    for (const transformer of this.#transformers) if (!transformer.process(event)) isKept = false;
    this.#current = outer;
    if (isKept) this._events.push({ ...event, seq: this.#seq++ });
  }

  /** Whether the run has ended, well or not. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /**
   * The run has ended.
   *
   * @returns once final values are told, transformers are through, and the log is closed
   */
  async close(): Promise<void> {
    this.#end = {};
    for (const [key, values] of this.#latestValues) this.#handles.get(key)?.[RESOLVE_VALUES](values);
    const pending: PromiseLike<unknown>[] = [];
    for (const transformer of this.#transformers) {
      const finishing = transformer.finalize?.();
      if (isPromiseLike(finishing)) pending.push(finishing);
    }
    for (const channel of this.#channels) channel._close();
    for (const final of this.#finalValues) pending.push(this.#tellFinalValue(final));
    for (const handle of this.#handles.values()) handle[RESOLVE_VALUES](undefined);
    // What failed here was told to who holds the promise; the run itself has ended well.
    if (pending.length > 0) await Promise.allSettled(pending);
    this.#closeLogs();
  }

  async #tellFinalValue({ name, promise }: FinalValue): Promise<void> {
    const payload = await promise;
    if (!this._events.done) this.#log('custom', [], { name, payload });
  }

  #closeLogs(): void {
    this._events.close();
    this._discoveries.close();
  }

  #log(method: string, namespace: Namespace, data: unknown): void {
    this._events.push({ type: 'event', seq: this.#seq++, method, params: { namespace, timestamp: Date.now(), data } });
  }

  /** The run has failed: so do all who read it. A transformer that fails on being told changes nothing of that. */
  fail(err: unknown): void {
    this.#end = { error: err };
    const errors: unknown[] = [];
    for (const transformer of this.#transformers) {
      try {
        transformer.fail?.(err);
      } catch (error) {
        errors.push(error);
      }
    }
    for (const channel of this.#channels) channel._fail(err);
    this._events.fail(err);
    this._discoveries.fail(err);
    for (const handle of this.#handles.values()) handle[REJECT_VALUES](err);
    if (errors.length > 0) console.warn(`Error in the "fail" of a stream transformer: ${String(errors[0])}`);
  }

  markInterrupted(interrupts: InterruptPayload[]): void {
    this.#interrupted = true;
    this.#interrupts.push(...interrupts);
  }

  get interrupted(): boolean {
    return this.#interrupted;
  }

  get interrupts(): readonly InterruptPayload[] {
    return this.#interrupts;
  }

  /** The events at or below a namespace. */
  subscribeEvents(path: Namespace, startAt = 0): AsyncIterator<ProtocolEvent> {
    const events = this._events.iterate(startAt);
    return path.length === 0 ? events : matching(events, (event) => isWithin(event.params.namespace, path));
  }
}

/** An iterator over what of another one is wanted; leaving it leaves the other. */
export function matching<T>(base: AsyncIterator<T>, isWanted: (item: T) => boolean): AsyncIterator<T> {
  return {
    async next() {
      for (;;) {
        const result = await base.next();
        if (result.done === true || isWanted(result.value)) return result;
      }
    },
    async return() {
      await base.return?.();
      return { value: undefined, done: true };
    },
  };
}

/** The same with each item turned into something else. */
export function mapped<T, U>(base: AsyncIterator<T>, convert: (item: T) => U): AsyncIterator<U> {
  return {
    async next() {
      const result = await base.next();
      return result.done === true ? { value: undefined, done: true } : { value: convert(result.value), done: false };
    },
    async return() {
      await base.return?.();
      return { value: undefined, done: true };
    },
  };
}
