/** The chunks of one run, from the run that makes them to the one reader who takes them. A run does not wait to be read. */

export type StreamChunk = readonly [namespace: string[], mode: string, payload: unknown];

/** How many chunks that were taken are held on to. */
const TAKEN = 4096;

interface Reader {
  resolve(result: IteratorResult<StreamChunk, undefined>): void;
  reject(error: unknown): void;
}

export class RunStream {
  readonly modes: ReadonlySet<string>;
  /** Whether a typed run stream is made of it. */
  readonly typed: boolean;
  /** Whether each state is preceded by word of its checkpoint. */
  readonly envelopes: boolean;
  /** Set where events of handlers are told beside the chunks: resolves when the reader has the first chunk, or has left. */
  firstTaken: Promise<void> | undefined;
  /** Whether there were any chunks. */
  hasTold = false;
  #chunks: StreamChunk[] = [];
  #head = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  /** Calls of `next` that wait, in their order. */
  #readers: Reader[] = [];

  constructor(modes: ReadonlySet<string>, { typed = false, envelopes = false } = {}) {
    this.modes = modes;
    this.typed = typed;
    this.envelopes = envelopes;
  }

  /** What is pushed after the end goes nowhere. */
  push(chunk: StreamChunk): void {
    if (this.#ended) return;
    this.hasTold = true;
    const reader = this.#readers.shift();
    if (reader === undefined) this.#chunks.push(chunk);
    else reader.resolve({ done: false, value: chunk });
  }

  end(): void {
    this.#ended = true;
    this.#endReaders();
  }

  /** The reader meets `error` after the chunks that came before it. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#ended = true;
    if (this.#readers.length === 0) return;
    this.#failure = undefined;
    this.#readers.shift()?.reject(error);
    this.#endReaders();
  }

  /** The reader has left. */
  leave(): void {
    this.#chunks = [];
    this.#head = 0;
    this.#failure = undefined;
    this.#ended = true;
    this.#endReaders();
  }

  next(): Promise<IteratorResult<StreamChunk, undefined>> {
    if (this.#head < this.#chunks.length) return Promise.resolve({ done: false, value: this.#take() });
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) return Promise.reject(failure.error as Error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
    });
  }

  #take(): StreamChunk {
    const chunk = this.#chunks[this.#head++] as StreamChunk;
    if (this.#head === this.#chunks.length) {
      this.#chunks = [];
      this.#head = 0;
    } else if (this.#head === TAKEN) {
      this.#chunks = this.#chunks.slice(TAKEN);
      this.#head = 0;
    }
    return chunk;
  }

  #endReaders(): void {
    const waiting = this.#readers;
    this.#readers = [];
    for (const { resolve } of waiting) resolve({ done: true, value: undefined });
  }
}
