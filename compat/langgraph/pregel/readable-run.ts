/** The stream that callers get of a run. */
import { IterableReadableStream } from '@langchain/core/utils/stream';

/** Where chunks come from. */
export interface ChunkSource<Chunk> {
  next(): Promise<IteratorResult<Chunk, undefined>>;
  /** Nobody reads any more: the run stops. */
  leave(reason?: unknown): void;
}

/**
 * A stream that is also its own iterator. Whoever iterates takes chunks straight from the run; whoever wants a reader or a pipe
 * gets the platform's stream, which asks the run only for what is asked of it. Leaving it, in whatever way, stops the run.
 */
export class ReadableRun<Chunk> extends IterableReadableStream<Chunk> {
  readonly #source: ChunkSource<Chunk>;
  readonly #leave: (reason?: unknown) => void;
  /** Aborted when the reader leaves. */
  readonly signal: AbortSignal;

  constructor(source: ChunkSource<Chunk>, controller: AbortController) {
    const leave = (reason?: unknown): void => {
      controller.abort(reason);
      source.leave(reason);
    };
    const pull = async (stream: ReadableStreamDefaultController<Chunk>): Promise<void> => {
      const { done, value } = await source.next();
      if (done) stream.close();
      else stream.enqueue(value);
    };
    super({ pull, cancel: leave }, { highWaterMark: 0 });
    this.#source = source;
    this.#leave = leave;
    this.signal = controller.signal;
  }

  override next(): Promise<IteratorResult<Chunk>> {
    return this.#source.next();
  }

  override async return(): Promise<IteratorResult<Chunk>> {
    this.#leave();
    return { done: true, value: undefined };
  }

  override throw(error: unknown): Promise<IteratorResult<Chunk>> {
    this.#leave();
    return Promise.reject(error);
  }

  override async cancel(reason?: unknown): Promise<void> {
    this.#leave(reason);
  }

  override [Symbol.asyncIterator](): this {
    return this;
  }
}
