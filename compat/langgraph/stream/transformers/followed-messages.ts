/** Counts the readers of a run's messages: a message that was handed out keeps the run going until it is complete. */
import type { CursorWatcher } from '../audience.ts';
import type { ChatModelStreamHandle } from '../protocol-event.ts';
import { mapped } from '../stream-mux.ts';

const messages = new WeakMap<ChatModelStreamHandle, MessageInFlight>();

/** Watches what feeds a message, and passes it on to the audience of the run once somebody reads the message. */
export class MessageInFlight implements CursorWatcher {
  #isOpen = false;
  #audience: CursorWatcher | undefined;

  static of(stream: ChatModelStreamHandle, message: MessageInFlight): void {
    messages.set(stream, message);
  }

  opened(): void {
    this.#isOpen = true;
  }

  closed(): void {
    this.#isOpen = false;
    this.#audience?.closed(false);
    this.#audience = undefined;
  }

  readBy(audience: CursorWatcher): void {
    if (!this.#isOpen || this.#audience !== undefined) return;
    this.#audience = audience;
    audience.opened();
  }
}

/** The same messages, with their readers counted. */
export function followedMessages(
  source: AsyncIterable<ChatModelStreamHandle>,
  audience: CursorWatcher,
): AsyncIterable<ChatModelStreamHandle> {
  return {
    [Symbol.asyncIterator]() {
      const read = mapped(source[Symbol.asyncIterator](), (stream) => {
        messages.get(stream)?.readBy(audience);
        return stream;
      });
      return new CountedReader(read, audience);
    },
  };
}

/** An iterator whose reader counts from the first item to the end. */
class CountedReader<T> implements AsyncIterator<T> {
  readonly #base: AsyncIterator<T>;
  readonly #audience: CursorWatcher;
  #state: 'new' | 'open' | 'over' = 'new';

  constructor(base: AsyncIterator<T>, audience: CursorWatcher) {
    this.#base = base;
    this.#audience = audience;
  }

  async next(): Promise<IteratorResult<T>> {
    if (this.#state === 'new') {
      this.#state = 'open';
      this.#audience.opened();
    }
    try {
      const result = await this.#base.next();
      if (result.done === true) this.#close(false);
      return result;
    } catch (error) {
      this.#close(false);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<T>> {
    this.#close(true);
    await this.#base.return?.();
    return { value: undefined, done: true };
  }

  #close(left: boolean): void {
    if (this.#state === 'open') this.#audience.closed(left);
    this.#state = 'over';
  }
}
