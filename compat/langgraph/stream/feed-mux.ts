/** Reads a run's chunks into its mux until the run ends, fails or is aborted. */
import { convertToProtocolEvent } from './convert-to-protocol-event.ts';
import type { InterruptPayload, StreamChunk } from './protocol-event.ts';
import type { StreamMux } from './stream-mux.ts';

/** Never rejects: a failure of the source or of a transformer, or an abort, fails the mux. */
export async function feedMux(source: AsyncIterable<StreamChunk>, mux: StreamMux, signal: AbortSignal): Promise<void> {
  let isOver = false;
  let iterator: AsyncIterator<StreamChunk> | undefined;
  const fail = (error: unknown): void => {
    isOver = true;
    mux.fail(error);
  };
  // Readers are told at once, and the source is not waited for: it may hang in what it is doing.
  const onAbort = (): void => {
    fail(signal.reason);
    leave(iterator);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    iterator = source[Symbol.asyncIterator]();
    let seq = 0;
    for (let chunk = await iterator.next(); !isOver; chunk = await iterator.next()) {
      if (chunk.done === true) {
        iterator = undefined;
        await mux.close();
        return;
      }
      seq += pushChunk(chunk.value, mux, seq);
    }
  } catch (error) {
    if (isOver) return;
    fail(error);
    leave(iterator);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Tells a source that nobody reads on. The run has failed already with the error that matters. */
function leave(iterator: AsyncIterator<StreamChunk> | undefined): void {
  void Promise.resolve(iterator?.return?.()).catch(() => {});
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
