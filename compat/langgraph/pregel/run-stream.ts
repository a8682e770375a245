/** The chunks of one run, from the run that makes them to the one reader who takes them. A run does not wait to be read. */

export type StreamChunk = readonly [namespace: string[], mode: string, payload: unknown];

/** How many chunks that were taken are held on to. */
const TAKEN = 4096;

interface Reader {
  readonly resolve: (result: IteratorResult<StreamChunk, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

export class RunStream {
  readonly modes: ReadonlySet<string>;
  /** Whether a typed run stream is made of it. */
  readonly typed: boolean;
  /** Whether each state is preceded by word of its checkpoint. */
  readonly envelopes: boolean;
  /** Whether there were any chunks. */
  #hasTold = false;
  #begins: (() => void) | undefined;
  readonly #begun: Promise<void> | undefined;
  #chunks: StreamChunk[] = [];
  #head = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  /** Calls of `next` that wait, in their order. */
  #readers: Reader[] = [];

  constructor(modes: ReadonlySet<string>, { typed = false, envelopes = false, traced = false } = {}) {
    this.modes = modes;
    this.typed = typed;
    this.envelopes = envelopes;
    if (traced) this.#begun = new Promise((resolve) => (this.#begins = resolve));
  }

  /** The reader has the first chunk, or knows that there is none. */
  begins(): void {
    this.#begins?.();
  }

  /** What a reader of events beside the chunks has to know before it hears of the run's end: that there are chunks. */
  get begun(): Promise<void> | undefined {
    return this.#hasTold ? this.#begun : undefined;
  }

  /** What is pushed after the end goes nowhere. */
  push(chunk: StreamChunk): void {
    if (this.#ended) return;
    this.#hasTold = true;
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
    this.begins();
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
    if (failure !== undefined) return Promise.reject(failure.error);
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
