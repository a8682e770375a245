/** The one stream class: a producer pushes, one reader iterates, `result()` says how it ended. */
import { MossError, abortError } from './errors.ts';

/** Unread items from which a producer is asked to wait. */
const DEFAULT_HIGH_WATER_MARK = 256;

/** What a consumer sees of an {@link EventStream}. */
export interface EventReader<T, R = void> extends AsyncIterable<T, void, void> {
  /**
   * How the stream ended: resolves with its result, rejects with its error, or with an `AbortError` if the reader left early.
   *
   * Where nobody has begun to iterate, this reads the stream to its end itself and drops the items.
   * Never becomes an unhandled rejection.
   */
  result(): Promise<R>;
}

export interface EventStreamOptions {
  /** Unread items (a count, at least 1) from which `push` asks the producer to wait. Default 256. */
  readonly highWaterMark?: number;
  /** Called once, when the first item or the result is asked for. A producer may begin its work here. Must not throw. */
  readonly onOpen?: () => void;
  /** Called once, when the reader leaves before the end, unless `onOpen` never was. A producer must stop its work here. Must not throw. */
  readonly onLeave?: () => void;
}

type Outcome<R> = { readonly ok: true; readonly result: R } | { readonly ok: false; readonly error: unknown };

interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, void>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A queue between one producer and one reader.
 *
 * Nothing is ever dropped and `push` never blocks. The bound is an agreement: `push` answers `false` once `highWaterMark`
 * items are unread, and a producer that can wait then awaits `drained()`.
 *
 * @example
 * const stream = new EventStream<string, number>({ onLeave: () => socket.close() });
 * socket.onMessage(async (text) => { if (!stream.push(text)) await stream.drained(); });
 * socket.onClose((code) => stream.end(code));
 * for await (const text of stream) console.log(text);
 * const code = await stream.result();
 */
export class EventStream<T, R = void> implements EventReader<T, R> {
  /** Items in reading order: first what is left of `#reading`, then `#written`. */
  #reading: T[] = [];
  #next = 0;
  #written: T[] = [];
  #waiter: Waiter<T> | undefined;
  #outcome: Outcome<R> | undefined;
  /** The error was thrown to the reader; iterating further just ends. */
  #reported = false;
  #reader: 'none' | 'iterating' | 'gone' = 'none';
  #result: PromiseWithResolvers<R> | undefined;
  #drained: PromiseWithResolvers<void> | undefined;
  readonly #highWaterMark: number;
  /** Gone once called. */
  #onOpen: (() => void) | undefined;
  readonly #onLeave: (() => void) | undefined;

  constructor(options: EventStreamOptions = {}) {
    this.#highWaterMark = options.highWaterMark ?? DEFAULT_HIGH_WATER_MARK;
    this.#onOpen = options.onOpen;
    this.#onLeave = options.onLeave;
  }

  /** How many items wait to be read. */
  get unread(): number {
    return this.#reading.length - this.#next + this.#written.length;
  }

  /** Whether the stream has ended, failed or been left; what is pushed then goes nowhere. */
  get closed(): boolean {
    return this.#outcome !== undefined;
  }

  /**
   * Hands one item to the reader. Never throws.
   *
   * @returns `false` if the producer should await `drained()` before it pushes more
   */
  push(item: T): boolean {
    if (this.#outcome !== undefined || this.#reader === 'gone') return true;
    const waiter = this.#waiter;
    if (waiter !== undefined) {
      this.#waiter = undefined;
      waiter.resolve({ value: item, done: false });
      return true;
    }
    this.#written.push(item);
    return this.unread < this.#highWaterMark;
  }

  /** Ends the stream after the items already pushed. Only the first `end` or `fail` counts. */
  end(result: R): void {
    this.#close({ ok: true, result });
  }

  /** Ends the stream with an error, which the reader meets after the items already pushed. */
  fail(error: unknown): void {
    this.#close({ ok: false, error });
  }

  /** Resolves once at most half of `highWaterMark` is unread, or nobody reads any more. Never rejects. */
  drained(): Promise<void> {
    if (this.closed || this.#reader === 'gone' || this.unread <= this.#highWaterMark / 2) return Promise.resolve();
    this.#drained ??= Promise.withResolvers();
    return this.#drained.promise;
  }

  result(): Promise<R> {
    if (this.#reader === 'none') {
      this.#dropItems();
      this.#open();
    }
    if (this.#result === undefined) {
      this.#result = Promise.withResolvers();
      this.#result.promise.catch(() => {});
      if (this.#outcome !== undefined) settle(this.#result, this.#outcome);
    }
    return this.#result.promise;
  }

  /**
   * Begins to read. A stream has one reader.
   *
   * @throws MossError `STREAM_MISUSE` if the stream is being read already, or was by `result()`
   */
  [Symbol.asyncIterator](): AsyncIterator<T, void, void> {
    if (this.#reader !== 'none') {
      throw new MossError('STREAM_MISUSE', 'This stream has its reader already: iterate once, then ask for result().');
    }
    this.#reader = 'iterating';
    return { next: () => this.#pull(), return: () => this.#leave() };
  }

  #pull(): Promise<IteratorResult<T, void>> {
    if (this.unread > 0) return Promise.resolve({ value: this.#take(), done: false });
    const outcome = this.#outcome;
    if (outcome === undefined) return this.#wait();
    if (outcome.ok || this.#reported) return Promise.resolve({ value: undefined, done: true });
    this.#reported = true;
    return Promise.reject(outcome.error);
  }

  #take(): T {
    if (this.#next === this.#reading.length) {
      this.#reading = this.#written;
      this.#written = [];
      this.#next = 0;
    }
    const item = this.#reading[this.#next++] as T;
    if (this.#drained !== undefined && this.unread <= this.#highWaterMark / 2) this.#releaseProducer();
    return item;
  }

  #wait(): Promise<IteratorResult<T, void>> {
    if (this.#waiter !== undefined) {
      return Promise.reject(
        new MossError('STREAM_MISUSE', 'next() was called before the last call settled: await each.'),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#open();
    });
  }

  #open(): void {
    const onOpen = this.#onOpen;
    this.#onOpen = undefined;
    onOpen?.();
  }

  #leave(): Promise<IteratorResult<T, void>> {
    const early = this.#outcome === undefined;
    this.#dropItems();
    if (early) {
      this.#close({ ok: false, error: abortError() });
      if (this.#onOpen === undefined) this.#onLeave?.();
    }
    this.#reported = true;
    return Promise.resolve({ value: undefined, done: true });
  }

  #close(outcome: Outcome<R>): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    this.#releaseProducer();
    if (this.#result !== undefined) settle(this.#result, outcome);
    const waiter = this.#waiter;
    if (waiter === undefined) return;
    this.#waiter = undefined;
    if (outcome.ok || this.#reader === 'gone') waiter.resolve({ value: undefined, done: true });
    else {
      this.#reported = true;
      waiter.reject(outcome.error);
    }
  }

  #dropItems(): void {
    this.#reader = 'gone';
    this.#reading = [];
    this.#written = [];
    this.#next = 0;
  }

  #releaseProducer(): void {
    this.#drained?.resolve();
    this.#drained = undefined;
  }
}

function settle<R>(result: PromiseWithResolvers<R>, outcome: Outcome<R>): void {
  if (outcome.ok) result.resolve(outcome.result);
  else result.reject(outcome.error);
}
