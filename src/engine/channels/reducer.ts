import { EMPTY, type Channel } from '../channel.ts';
import { findOverwrite, type Overwrite } from '../overwrite.ts';

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
  return {
    sharable: true,
    initial: init,
    update(held, writes) {
      const replaced = findOverwrite(writes);
      if (replaced !== undefined) return replaced.value;
      let value = held === EMPTY ? init() : held;
      // Without an overwrite among them, all writes are updates.
      for (const write of writes as readonly Update[]) value = fold(value, write);
      return value;
    },
  };
}
