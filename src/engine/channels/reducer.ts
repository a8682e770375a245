import { EMPTY, type Channel } from '../channel.ts';

/**
 * A key whose writes are folded into its value one after the other, in task order.
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
): Channel<Value, Update> {
  return {
    sharable: true,
    initial: init,
    update(held, writes) {
      let value = held === EMPTY ? init() : held;
      for (const write of writes) value = fold(value, write);
      return value;
    },
  };
}
