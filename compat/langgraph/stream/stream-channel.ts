/** A log that many may read at once, each from where it likes, while it is still being written. */
import type { CursorWatcher } from './audience.ts';

const BRAND: unique symbol = Symbol.for('langgraph.stream_channel');

interface StreamChannelEventStreamOptions<T> {
  /** Name of the server-sent events; without it the channel's own, if it has one. */
  event?: string;
  /** Index of the first item. */
  startAt?: number;
  /** An item as text; JSON if not given. */
  serialize?: (item: T) => string;
}

/**
 * What a transformer writes for its readers. A channel with a name also reaches remote ones, as `custom:<name>` events of
 * the run; the run closes it when it ends.
 */
export class StreamChannel<T> implements AsyncIterable<T> {
  /** Known by a mark instead of by class, so that copies of the package know each other's channels. */
  readonly [BRAND] = true as const;
  readonly channelName?: string;

  readonly #items: T[] = [];
  #done = false;
  #error: unknown;
  #news: PromiseWithResolvers<void> | undefined;
  #onPush: ((item: T) => void) | undefined;
  #watcher: CursorWatcher | undefined;

  constructor(name?: string) {
    this.channelName = name;
  }

  /** A channel for readers in this process only. */
  static local<T>(): StreamChannel<T> {
    return new StreamChannel<T>();
  }

  /** A channel for remote readers too, under a name. */
  static remote<T>(name: string): StreamChannel<T> {
    return new StreamChannel<T>(name);
  }

  static isInstance(value: unknown): value is StreamChannel<unknown> {
    return typeof value === 'object' && value !== null && BRAND in value && value[BRAND] === true;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#tell();
    this.#onPush?.(item);
  }

  /** A reader of its own that begins at an index. */
  iterate(startAt = 0): AsyncIterator<T> {
    return new Cursor<T>((at) => this.#read(at), startAt, this.#watcher);
  }

  toAsyncIterable(startAt = 0): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => this.iterate(startAt) };
  }

  /** The items as server-sent events: the body of a `Response`. */
  toEventStream(options: StreamChannelEventStreamOptions<T> = {}): ReadableStream<Uint8Array> {
    const { event = this.channelName, startAt, serialize = (item: T) => JSON.stringify(item) ?? 'null' } = options;
    const encoder = new TextEncoder();
    const cursor = this.iterate(startAt);
    const head = event === undefined || event === null ? '' : `event: ${event}\n`;
    const linesOf = async (item: T): Promise<string[]> => {
      try {
        return serialize(item).split(/\r\n|\r|\n/);
      } catch (error) {
        // The stream fails with it, and nobody is there to leave.
        await cursor.return?.();
        throw error;
      }
    };
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = await cursor.next();
        if (next.done === true) {
          controller.close();
          return;
        }
        const lines = await linesOf(next.value);
        controller.enqueue(encoder.encode(`${head}${lines.map((line) => `data: ${line}\n`).join('')}\n`));
      },
      async cancel() {
        await cursor.return?.();
      },
    });
  }

  /** @throws {RangeError} where there is no such item. */
  get(index: number): T {
    if (index < 0 || index >= this.#items.length) {
      throw new RangeError(`StreamChannel index ${index} out of bounds (size=${this.#items.length})`);
    }
    return this.#items[index] as T;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Whether it has been closed or has failed. */
  get done(): boolean {
    return this.#done;
  }

  /** Readers end after the last item. */
  close(): void {
    this.#done = true;
    this.#tell();
  }

  /** Readers fail after the last item. */
  fail(err: unknown): void {
    this.#error = err;
    this.#done = true;
    this.#tell();
  }

  /** @internal Calls a function with each item from now on. */
  _wire(fn: (item: T) => void): void {
    this.#onPush = fn;
  }

  /** @internal Tells of the cursors that are made from now on. */
  _watch(watcher: CursorWatcher): void {
    this.#watcher = watcher;
  }

  /** @internal The run has ended. */
  _close(): void {
    this.close();
  }

  /** @internal The run has failed. */
  _fail(err: unknown): void {
    this.fail(err);
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.iterate();
  }

  #tell(): void {
    this.#news?.resolve();
    this.#news = undefined;
  }

  /** The item at an index, the end, or when to look again. */
  #read(at: number): Look<T> {
    if (at < this.#items.length) return { value: this.#items[at] as T };
    if (!this.#done) return { later: (this.#news ??= Promise.withResolvers<void>()).promise };
    // oxlint-disable-next-line typescript/only-throw-error -- What the run failed with, whatever it is.
    if (this.#error) throw this.#error;
    return 'end';
  }
}

type Look<T> = { value: T; later?: undefined } | { later: Promise<void> } | 'end';

/** One reader's place in a channel. */
class Cursor<T> implements AsyncIterator<T, undefined> {
  readonly #look: (at: number) => Look<T>;
  readonly #watcher: CursorWatcher | undefined;
  #at: number;
  #state: 'new' | 'open' | 'ended' | 'left' = 'new';

  constructor(look: (at: number) => Look<T>, startAt: number, watcher: CursorWatcher | undefined) {
    this.#look = look;
    this.#at = startAt;
    this.#watcher = watcher;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#state === 'new') {
      this.#state = 'open';
      this.#watcher?.opened();
    }
    for (;;) {
      const look = this.#lookUnlessLeft();
      if (look === 'end') return { value: undefined, done: true };
      if (look.later === undefined) {
        this.#at += 1;
        return { value: look.value, done: false };
      }
      await look.later;
    }
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#end('left');
    return Promise.resolve({ value: undefined, done: true });
  }

  #lookUnlessLeft(): Look<T> {
    if (this.#state === 'left') return 'end';
    try {
      const look = this.#look(this.#at);
      if (look === 'end') this.#end('ended');
      return look;
    } catch (error) {
      this.#end('ended');
      throw error;
    }
  }

  #end(state: 'ended' | 'left'): void {
    if (this.#state === 'open') this.#watcher?.closed(state === 'left');
    this.#state = state;
  }
}

/** Whether a value is a channel, of this copy of the package or another. */
export function isStreamChannel(value: unknown): value is StreamChannel<unknown> {
  return StreamChannel.isInstance(value);
}
