/** Reads a run's chunks into its mux until the run ends, fails or is aborted. */
import { convertToProtocolEvent } from './convert-to-protocol-event.ts';
import type { InterruptPayload, StreamChunk } from './protocol-event.ts';
import type { StreamMux } from './stream-mux.ts';

/** Never rejects: a failure of the source or of a transformer, or an abort, fails the mux. */
export async function feedMux(source: AsyncIterable<StreamChunk>, mux: StreamMux, signal: AbortSignal): Promise<void> {
  const reader = new AbortableReader(source, signal);
  try {
    let seq = 0;
    for (let result = await reader.next(); result.done !== true; result = await reader.next()) {
      seq += pushChunk(result.value, mux, seq);
    }
    mux.close();
  } catch (error) {
    reader.leave();
    mux.fail(error);
  } finally {
    reader.release();
  }
}

/** Gives the number of events that came of the chunk. */
function pushChunk([namespace, mode, payload]: StreamChunk, mux: StreamMux, seq: number): number {
  if (mode === 'values') {
    const interrupts = interruptsIn(payload);
    if (interrupts !== undefined) mux.markInterrupted(interrupts);
  }
  const events = convertToProtocolEvent({ namespace, mode, payload, seq });
  for (const event of events) mux.push(namespace, event);
  return events.length;
}

function interruptsIn(values: unknown): InterruptPayload[] | undefined {
  if (typeof values !== 'object' || values === null || !('__interrupt__' in values)) return undefined;
  const interrupts = values.__interrupt__;
  if (!Array.isArray(interrupts)) return undefined;
  return (interrupts as { id?: string; value?: unknown }[]).map(({ id, value }) => ({
    interruptId: id ?? '',
    payload: value,
  }));
}

/** Reads a source until a signal aborts, which fails the read under way. */
class AbortableReader {
  readonly #source: AsyncIterable<StreamChunk>;
  readonly #signal: AbortSignal;
  #iterator: AsyncIterator<StreamChunk> | undefined;
  #hasEnded = false;
  #interrupt: ((reason: unknown) => void) | undefined;
  readonly #onAbort = (): void => this.#interrupt?.(this.#signal.reason);

  constructor(source: AsyncIterable<StreamChunk>, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  async next(): Promise<IteratorResult<StreamChunk>> {
    this.#signal.throwIfAborted();
    const iterator = (this.#iterator ??= this.#source[Symbol.asyncIterator]());
    // Not `Promise.race`: one promise of the abort would keep a reaction for every chunk.
    return new Promise((resolve, reject) => {
      this.#interrupt = reject;
      Promise.resolve(iterator.next()).then(
        (result) => {
          this.#hasEnded = result.done === true;
          resolve(result);
        },
        (error: unknown) => {
          this.#hasEnded = true;
          reject(error);
        },
      );
    });
  }

  /** Tells the source that nobody reads on, without waiting for it: it may hang in what it was doing. */
  leave(): void {
    if (this.#hasEnded) return;
    // The run has failed already with the error that matters.
    this.#iterator?.return?.().then(undefined, () => {});
  }

  release(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#interrupt = undefined;
  }
}
