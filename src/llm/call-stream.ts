/** One model call as the caller iterates it: pulls chunks off the wire, hands out events, and closes the connection in time. */
import { abortError, LLMError, onAbort } from '../base/index.ts';
import { incompleteAnswer, malformedAnswer } from './answer-errors.ts';
import type { LLMEvent } from './llm-event.ts';

/**
 * Reads one answer off the wire: chunks in, events out.
 * An `LLMError` that it throws ends the call as it is; anything else it throws means that the wire is not what its
 * protocol promises.
 */
export interface AnswerReader<Chunk> {
  /** Events in order; the stream takes them from the front. */
  readonly events: LLMEvent[];
  /** Appends the events of one chunk. */
  read(chunk: Chunk): void;
  /** Whether the provider has said that nothing follows; a connection that breaks afterwards does no harm. */
  readonly complete: boolean;
  /** Appends the end of the answer, `done` last, or returns `false`: the provider never said that it is whole. */
  finish(): boolean;
}

/** What a provider contributes to a call. */
export interface WireCall<Chunk> {
  readonly provider: string;
  /** Sends the request; rejects rather than throws. Aborting `signal` closes the connection, also while chunks arrive. */
  open(signal: AbortSignal): Promise<AsyncIterable<Chunk>>;
  readonly reader: AnswerReader<Chunk>;
  /** The `error` event's error for what `open` rejected with, or for what broke the chunks off. */
  toError(error: unknown, when: 'opening' | 'streaming'): unknown;
}

type Result = IteratorResult<LLMEvent, undefined>;

const ENDED: Result = { done: true, value: undefined };

/**
 * The events of one call. Nothing is sent before the first `next()`, and no chunk is read before an event is asked for.
 *
 * Iterating never rejects. An abort of `signal` closes the connection at once, forgets what was read but not yet handed
 * out, and makes an `AbortError` the last event; `return()` closes the connection even while a `next()` is pending.
 *
 * @param call   the provider's part
 * @param signal the caller's; no listener stays on it after the last event or `return()`
 */
export function streamCall<Chunk>(call: WireCall<Chunk>, signal?: AbortSignal): AsyncIterableIterator<LLMEvent> {
  return new CallStream(call, signal);
}

class CallStream<Chunk> implements AsyncIterableIterator<LLMEvent, undefined> {
  readonly #call: WireCall<Chunk>;
  readonly #signal: AbortSignal | undefined;
  /** Ours, so that the SDK never puts a listener on the caller's signal. */
  readonly #connection = new AbortController();
  readonly #events: LLMEvent[];
  readonly #waiting: ((result: Result) => void)[] = [];
  #chunks: AsyncIterator<Chunk> | undefined;
  #stopListening: (() => void) | undefined;
  #state: 'new' | 'idle' | 'pulling' | 'closed' = 'new';

  constructor(call: WireCall<Chunk>, signal: AbortSignal | undefined) {
    this.#call = call;
    this.#signal = signal;
    this.#events = call.reader.events;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    const event = this.#events.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#state === 'closed') return Promise.resolve(ENDED);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#state === 'new') this.#open();
      else if (this.#state === 'idle') this.#pull();
    });
  }

  return(): Promise<Result> {
    this.#events.length = 0;
    this.#hangUp();
    this.#deliver();
    return Promise.resolve(ENDED);
  }

  #open(): void {
    this.#state = 'pulling';
    this.#stopListening = onAbort(this.#signal, this.#onAbort);
    if (this.#signal?.aborted) return;
    this.#call.open(this.#connection.signal).then(
      (chunks) => {
        this.#chunks = chunks[Symbol.asyncIterator]();
        if (this.#state === 'closed') this.#release();
        else this.#pull();
      },
      (error: unknown) => this.#fail(this.#call.toError(error, 'opening')),
    );
  }

  #pull(): void {
    this.#state = 'pulling';
    this.#chunks?.next().then(this.#onChunk, this.#onBreak);
  }

  readonly #onChunk = (result: IteratorResult<Chunk>): void => {
    if (this.#state === 'closed') return;
    try {
      if (result.done) this.#finish();
      else this.#read(result.value);
    } catch (error) {
      this.#fail(asAnswerError(error, this.#call.provider));
    }
  };

  readonly #onBreak = (error: unknown): void => {
    if (this.#call.reader.complete) this.#onChunk({ done: true, value: undefined });
    else this.#fail(this.#call.toError(error, 'streaming'));
  };

  readonly #onAbort = (reason: unknown): void => {
    this.#events.length = 0;
    this.#fail(abortError(reason));
  };

  #read(chunk: Chunk): void {
    this.#call.reader.read(chunk);
    this.#state = 'idle';
    this.#deliver();
    if (this.#waiting.length > 0) this.#pull();
  }

  /** The chunks came to an end by themselves, so the connection stays open for the next call. */
  #finish(): void {
    if (!this.#call.reader.finish()) {
      this.#fail(incompleteAnswer(this.#call.provider));
      return;
    }
    this.#close();
    this.#deliver();
  }

  #fail(error: unknown): void {
    if (this.#state === 'closed') return;
    this.#hangUp();
    this.#events.push({ type: 'error', error });
    this.#deliver();
  }

  #hangUp(): void {
    if (this.#state === 'closed') return;
    this.#close();
    this.#connection.abort();
    this.#release();
  }

  #close(): void {
    this.#state = 'closed';
    this.#stopListening?.();
  }

  /** Lets the SDK clean up; what it still has to say about a connection that was given up interests nobody. */
  #release(): void {
    this.#chunks?.return?.().then(undefined, () => undefined);
  }

  #deliver(): void {
    for (let resolve = this.#waiting[0]; resolve !== undefined; resolve = this.#waiting[0]) {
      const event = this.#events.shift();
      if (event === undefined && this.#state !== 'closed') return;
      this.#waiting.shift();
      resolve(event === undefined ? ENDED : { done: false, value: event });
    }
  }
}

function asAnswerError(error: unknown, provider: string): LLMError {
  return error instanceof LLMError
    ? error
    : malformedAnswer(provider, 'a chunk that does not follow its protocol', error);
}
