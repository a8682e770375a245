import type { Channel } from '../channel.ts';
import type { Overwrite } from '../overwrite.ts';
import { folding } from './folding.ts';

/**
 * A key whose writes are folded into its value one after the other, in task order. `overwrite(value)` replaces the value.
 *
 * @param fold pure function that gives the next value; must not change `held`
 * @param init makes the value a run begins with, afresh for every run
 * @example
 * stateGraph({
 *   notes: reducer<string[]>((held, more) => [...held, ...more], () => []),
 *   total: reducer((held: number, amount: number) => held + amount, () => 0),
 * });
 */
export function reducer<Value, Update = Value>(
  fold: (held: Value, write: Update) => Value,
  init: () => Value,
): Channel<Value, Update | Overwrite<Value>> {
  const foldAll = (held: Value, writes: readonly Update[]): Value => {
    let value = held;
    for (const write of writes) value = fold(value, write);
    return value;
  };
  return folding(foldAll, init);
}
