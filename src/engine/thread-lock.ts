/** Lets one run at a time write a thread, within this process. Between processes the saver refuses the second one. */
import { ThreadConflictError } from '../base/index.ts';
import type { Saver } from './saver.ts';

/** What a run does that finds its thread in use: fail with a ThreadConflictError, or wait for its turn. */
export type OnConflict = 'reject' | 'queue';

/** The end of the last run that was let in, by thread. */
const busy = new WeakMap<Saver, Map<string, Promise<void>>>();

/**
 * Waits until the thread is free, if it may, and takes it.
 *
 * @returns to be called, once, when the thread may be taken by the next
 * @throws ThreadConflictError where waiting is not wanted
 */
export async function lockThread(saver: Saver, thread: string, onConflict: OnConflict): Promise<() => void> {
  let threads = busy.get(saver);
  if (threads === undefined) busy.set(saver, (threads = new Map()));
  const before = threads.get(thread);
  if (before !== undefined && onConflict === 'reject') throw new ThreadConflictError(thread, 'a run is going on there');
  const { promise, resolve } = Promise.withResolvers<void>();
  threads.set(thread, promise);
  await before;
  return () => {
    if (threads.get(thread) === promise) threads.delete(thread);
    resolve();
  };
}
