/** The events of `streamEvents` in versions 1 and 2, whose reader may leave at any time. */
import type { IterableReadableStream } from '@langchain/core/utils/stream';
import { ReadableRun } from './readable-run.ts';

/** @param controller aborts the run */
export function eventStream<Event>(
  events: IterableReadableStream<Event>,
  controller: AbortController,
): ReadableRun<Event> {
  const next = async (): Promise<IteratorResult<Event, undefined>> => events.next();
  return new ReadableRun({ next, leave: () => void drain(events) }, controller);
}

/**
 * Reads to the end for a reader who has left: handlers that nobody reads from would hold up the run for ever. What the run ends with then
 * is that it was left, which its reader knows.
 */
async function drain(events: IterableReadableStream<unknown>): Promise<void> {
  try {
    for (let ended = false; !ended;) ended = (await events.next()).done === true;
  } catch {
    // See above.
  }
}

/** Aborts when the caller's signal does, or when the reader leaves. */
export function signalOf(signal: AbortSignal | undefined, { signal: left }: AbortController): AbortSignal {
  return signal === undefined ? left : AbortSignal.any([signal, left]);
}
