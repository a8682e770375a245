/** Lets one run at a time write a thread, within this process. Between processes the saver refuses the second one. */
import { ThreadConflictError } from '../base/index.ts';
import type { Saver, ThreadKey } from './saver.ts';

/** What a run does that finds its thread in use: fail with a ThreadConflictError, or wait for its turn. */
export type OnConflict = 'reject' | 'queue';

/** A run that has a thread, or waits for it. */
interface Turn {
  readonly run: string | undefined;
  readonly outcome: Promise<unknown>;
}

/** The last run that was let in, by thread. */
const busy = new WeakMap<Saver, Map<string, Turn>>();

/**
 * Does `work` once the thread is free, if it may wait.
 *
 * @param key a run of this id that has the thread already is the same one: its outcome is given, and `work` is not done
 * @throws ThreadConflictError where waiting is not wanted; what `work` throws
 */
export async function lockThread<Outcome>(
  saver: Saver,
  { thread, run }: ThreadKey,
  onConflict: OnConflict = 'reject',
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  let threads = busy.get(saver);
  if (threads === undefined) busy.set(saver, (threads = new Map()));
  const before = threads.get(thread);
  // Whoever gives the same id for different work has broken the promise that ids make.
  if (before !== undefined && run !== undefined && before.run === run) return before.outcome as Promise<Outcome>;
  if (before !== undefined && onConflict === 'reject') throw new ThreadConflictError(thread, 'a run is going on there');
  const outcome = before === undefined ? work() : before.outcome.then(work, work);
  const turn = { run, outcome };
  threads.set(thread, turn);
  try {
    return await outcome;
  } finally {
    if (threads.get(thread) === turn) threads.delete(thread);
  }
}
