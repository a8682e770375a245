import type { Channel } from '../channel.ts';
import { last } from './last.ts';

/**
 * A key that holds what was written last. Two writes in one super-step are refused, because neither is the last.
 *
 * @param initial the value a run begins with, the same object for every run; without it the key is absent until written
 * @example
 * stateGraph({ question: lastValue<string>(), attempts: lastValue(0) });
 */
export function lastValue<Value>(initial?: Value): Channel<Value> {
  return { sharable: false, ...(initial !== undefined && { initial: () => initial }), update: last };
}
