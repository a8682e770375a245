/** One model call as the caller iterates it: pulls chunks off the wire, hands out events, and closes the connection in time. */
import { abortError, type Clock, LLMError, onAbort, systemClock } from '../base/index.ts';
import { incompleteAnswer, malformedAnswer, silentProvider, tooManyArguments, totalTimeout } from './answer-errors.ts';
import type { LLMEvent } from './llm-event.ts';
import { type CallLimits, ONE_ATTEMPT, retryDelay } from './retry-policy.ts';
import { ArgumentsTooLong } from './tool-arguments.ts';

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
  /** A reader for one answer; each attempt has its own. */
  reader(): AnswerReader<Chunk>;
  /** The `error` event's error for what `open` rejected with, or for what broke the chunks off. */
  toError(error: unknown, when: 'opening' | 'streaming'): unknown;
  /** Default: one attempt, however long it takes. */
  readonly limits?: CallLimits | undefined;
}

type Result = IteratorResult<LLMEvent, undefined>;

const ENDED: Result = { done: true, value: undefined };

/**
 * The events of one call. Nothing is sent before the first `next()`, and no chunk is read before an event is asked for.
 *
 * Iterating never rejects. An abort of `signal` closes the connection at once, forgets what was read but not yet handed
 * out, and makes an `AbortError` the last event; `return()` closes the connection even while a `next()` is pending.
 *
 * A call that fails with a retryable error before the first chunk is made again within its limits, and nobody sees it.
 * After that it is an error, unless restarts are allowed: then a `reset` event says that the answer begins anew.
 *
 * @param call   the provider's part
 * @param signal the caller's; no listener stays on it after the last event or `return()`
 */
export function streamCall<Chunk>(
  call: WireCall<Chunk>,
  signal?: AbortSignal,
  clock: Clock = systemClock,
): AsyncIterableIterator<LLMEvent> {
  return new CallStream(call, signal, clock);
}

/** `pulling` and `pausing` (before another attempt) wait for the provider, `idle` for the caller. */
type State = 'new' | 'idle' | 'pulling' | 'pausing' | 'closed';

class CallStream<Chunk> implements AsyncIterableIterator<LLMEvent, undefined> {
  readonly #call: WireCall<Chunk>;
  readonly #signal: AbortSignal | undefined;
  readonly #clock: Clock;
  readonly #limits: CallLimits;
  /** Callers that wait for an event; mostly one. */
  readonly #waiting: ((result: Result) => void)[] = [];
  #reader: AnswerReader<Chunk>;
  /** Ours, so that the SDK never puts a listener on the caller's signal. */
  #connection = new AbortController();
  #chunks: AsyncIterator<Chunk> | undefined;
  /** Asks for the next chunk. */
  #next = (): void => {};
  #state: State = 'new';
  #stopListening: (() => void) | undefined;
  #stopPause: (() => void) | undefined;
  #stopWatch: (() => void) | undefined;
  #startedAt = 0;
  /** Since when the next chunk of an answer is waited for. */
  #waitingSince = Infinity;
  /** Whether a chunk of this attempt has come. */
  #hasBegun = false;
  #retries = 0;
  #restarts = 0;

  constructor(call: WireCall<Chunk>, signal: AbortSignal | undefined, clock: Clock) {
    this.#call = call;
    this.#signal = signal;
    this.#clock = clock;
    this.#limits = call.limits ?? ONE_ATTEMPT;
    this.#reader = call.reader();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    const event = this.#reader.events.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#state === 'closed') return Promise.resolve(ENDED);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#state === 'new') this.#start();
      else if (this.#state === 'idle') this.#pull();
    });
  }

  return(): Promise<Result> {
    this.#reader.events.length = 0;
    this.#hangUp();
    this.#deliver();
    return Promise.resolve(ENDED);
  }

  #start(): void {
    this.#state = 'pulling';
    this.#stopListening = onAbort(this.#signal, this.#onAbort);
    if (this.#signal?.aborted) return;
    this.#startedAt = this.#clock.now();
    this.#watch();
    this.#open();
  }

  #open(): void {
    this.#state = 'pulling';
    const connection = this.#connection;
    this.#call.open(connection.signal).then(
      (chunks) => {
        const iterator = chunks[Symbol.asyncIterator]();
        if (connection === this.#connection && this.#state !== 'closed') this.#readFrom(iterator);
        else release(iterator);
      },
      (error: unknown) => {
        if (connection === this.#connection) this.#failed(this.#toError(error, 'opening'));
      },
    );
  }

  /** What an attempt that was given up still has to say, goes nowhere. */
  #readFrom(chunks: AsyncIterator<Chunk>): void {
    this.#chunks = chunks;
    const onChunk = (result: IteratorResult<Chunk>): void => {
      if (chunks === this.#chunks) this.#onChunk(result);
    };
    const onBreak = (error: unknown): void => {
      if (chunks === this.#chunks) this.#onBreak(error);
    };
    this.#next = () => void chunks.next().then(onChunk, onBreak);
    this.#pull();
  }

  #pull(): void {
    this.#state = 'pulling';
    if (this.#stopWatch !== undefined) this.#waitingSince = this.#clock.now();
    this.#next();
  }

  #onChunk(result: IteratorResult<Chunk>): void {
    if (this.#state === 'closed') return;
    this.#waitingSince = Infinity;
    try {
      if (result.done) this.#finish();
      else this.#read(result.value);
    } catch (error) {
      this.#failed(asAnswerError(error, this.#call.provider));
    }
  }

  #onBreak(error: unknown): void {
    if (this.#reader.complete) this.#onChunk({ done: true, value: undefined });
    else this.#failed(this.#toError(error, 'streaming'));
  }

  /** What cannot even be told is told as it is. */
  #toError(error: unknown, when: 'opening' | 'streaming'): unknown {
    try {
      return this.#call.toError(error, when);
    } catch {
      return error;
    }
  }

  readonly #onAbort = (reason: unknown): void => {
    this.#reader.events.length = 0;
    this.#fail(abortError(reason));
  };

  #read(chunk: Chunk): void {
    this.#hasBegun = true;
    const { events } = this.#reader;
    this.#reader.read(chunk);
    this.#state = 'idle';
    // What happens for nearly every chunk: one event, and one who waits for it.
    if (events.length === 1 && this.#waiting.length === 1) {
      this.#waiting.pop()?.({ done: false, value: events.pop() as LLMEvent });
      return;
    }
    this.#deliver();
    if (this.#waiting.length > 0) this.#pull();
  }

  /** The chunks came to an end by themselves, so the connection stays open for the next call. */
  #finish(): void {
    if (!this.#reader.finish()) {
      this.#failed(incompleteAnswer(this.#call.provider));
      return;
    }
    this.#close();
    this.#deliver();
  }

  /** Makes the call again, or ends it. */
  #failed(error: unknown): void {
    if (this.#state === 'closed') return;
    const { maxRetries, maxRestarts, retryBudget: budget } = this.#limits;
    const elapsed = this.#clock.now() - this.#startedAt;
    const [made, allowed] = this.#hasBegun ? [this.#restarts, maxRestarts] : [this.#retries, maxRetries];
    const delay = retryDelay({ error, made, allowed, elapsed, budget }, Math.random());
    if (delay === undefined) this.#fail(error);
    else this.#pause(delay, error);
  }

  #pause(delay: number, error: unknown): void {
    this.#connection.abort();
    release(this.#chunks);
    this.#chunks = undefined;
    this.#connection = new AbortController();
    this.#waitingSince = Infinity;
    this.#state = 'pausing';
    if (this.#hasBegun) {
      this.#restarts++;
      this.#hasBegun = false;
      this.#reader = this.#call.reader();
      this.#reader.events.push({ type: 'reset', error });
      this.#deliver();
    } else this.#retries++;
    this.#stopPause = this.#clock.setTimer(() => this.#open(), delay);
  }

  #fail(error: unknown): void {
    if (this.#state === 'closed') return;
    this.#hangUp();
    this.#reader.events.push({ type: 'error', error });
    this.#deliver();
  }

  #hangUp(): void {
    if (this.#state === 'closed') return;
    this.#close();
    this.#connection.abort();
    release(this.#chunks);
  }

  #close(): void {
    this.#state = 'closed';
    this.#stopListening?.();
    this.#stopPause?.();
    this.#stopWatch?.();
  }

  /** One timer for both timeouts, set anew when it fires rather than with each chunk. */
  #watch(): void {
    const { idleTimeout = Infinity, totalTimeout: total = Infinity } = this.#limits;
    const now = this.#clock.now();
    const idleLeft = Math.min(this.#waitingSince, now) + idleTimeout - now;
    const totalLeft = this.#startedAt + total - now;
    if (totalLeft <= 0) this.#fail(totalTimeout(this.#call.provider, total));
    else if (idleLeft <= 0) this.#failed(silentProvider(this.#call.provider, idleTimeout));
    const left = Math.min(idleLeft > 0 ? idleLeft : idleTimeout, totalLeft);
    if (this.#state === 'closed' || left === Infinity) return;
    this.#stopWatch = this.#clock.setTimer(() => this.#watch(), left);
  }

  #deliver(): void {
    for (let resolve = this.#waiting[0]; resolve !== undefined; resolve = this.#waiting[0]) {
      const event = this.#reader.events.shift();
      if (event === undefined && this.#state !== 'closed') return;
      this.#waiting.shift();
      resolve(event === undefined ? ENDED : { done: false, value: event });
    }
  }
}

/** Lets the SDK clean up; what it still has to say about a connection that was given up interests nobody. */
function release(chunks: AsyncIterator<unknown> | undefined): void {
  chunks?.return?.().then(undefined, () => undefined);
}

function asAnswerError(error: unknown, provider: string): LLMError {
  if (error instanceof LLMError) return error;
  if (error instanceof ArgumentsTooLong) return tooManyArguments(provider, error);
  return malformedAnswer(provider, 'a chunk that does not follow its protocol', error);
}
