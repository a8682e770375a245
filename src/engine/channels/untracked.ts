import type { Channel } from '../channel.ts';
import { last } from './last.ts';

/**
 * A key like `lastValue` that no checkpoint ever stores: for connections, caches, secrets.
 *
 * @param init makes the value a run begins with, afresh for every run and when one is resumed; without it the key is absent until written
 * @example
 * stateGraph({ session: untracked<{ close(): void }>() });
 */
export function untracked<Value>(init?: () => Value): Channel<Value> {
  return { sharable: false, tracked: false, ...(init !== undefined && { initial: init }), update: last };
}
