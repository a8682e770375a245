/** The chunks of one run, from the run that makes them to the one reader who takes them. */

export type StreamChunk = readonly [namespace: string[], mode: string, payload: unknown];

/** How many chunks may be unread before the run waits for its reader, between super-steps. */
const BOUND = 256;

export class RunStream {
  readonly modes: ReadonlySet<string>;
  /** Whether each state is preceded by word of its checkpoint, as typed run streams need it. */
  readonly envelopes: boolean;
  #chunks: StreamChunk[] = [];
  #head = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #reader: ((result: IteratorResult<StreamChunk, undefined>) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;
  #drained: (() => void)[] = [];

  constructor(modes: ReadonlySet<string>, envelopes = false) {
    this.modes = modes;
    this.envelopes = envelopes;
  }

  /** What is pushed after the end goes nowhere. */
  push(chunk: StreamChunk): void {
    if (this.#ended) return;
    const reader = this.#reader;
    if (reader === undefined) this.#chunks.push(chunk);
    else {
      this.#reader = undefined;
      reader({ done: false, value: chunk });
    }
  }

  /** Whether the reader is further behind than it may be. */
  get full(): boolean {
    return this.#chunks.length - this.#head > BOUND;
  }

  /** Resolves when the reader has caught up, or has left. */
  drained(): Promise<void> {
    if (this.#head === this.#chunks.length || this.#ended) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  end(): void {
    this.#close();
    this.#reader?.({ done: true, value: undefined });
  }

  /** The reader meets `error` after the chunks that came before it. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#close();
    if (this.#reader === undefined) return;
    this.#failure = undefined;
    this.#reject?.(error);
  }

  /** The reader has left. */
  leave(): void {
    this.#chunks = [];
    this.#head = 0;
    this.#failure = undefined;
    this.#close();
  }

  next(): Promise<IteratorResult<StreamChunk, undefined>> {
    if (this.#head < this.#chunks.length) return Promise.resolve({ done: false, value: this.#take() });
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) return Promise.reject(failure.error as Error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#reader = resolve;
      this.#reject = reject;
    });
  }

  #take(): StreamChunk {
    const chunk = this.#chunks[this.#head++] as StreamChunk;
    if (this.#head === this.#chunks.length) {
      this.#chunks = [];
      this.#head = 0;
      this.#tellDrained();
    }
    return chunk;
  }

  #close(): void {
    this.#ended = true;
    this.#tellDrained();
  }

  #tellDrained(): void {
    if (this.#drained.length === 0) return;
    const waiting = this.#drained;
    this.#drained = [];
    for (const resolve of waiting) resolve();
  }
}
