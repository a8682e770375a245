import { EMPTY, type Channel } from '../channel.ts';
import { findOverwrite, type Overwrite } from '../overwrite.ts';

/** A key whose value is made of the one before and of all writes of a super-step, unless one of them overwrites it. */
export function folding<Value, Update>(
  fold: (held: Value, writes: readonly Update[]) => Value,
  init: () => Value,
): Channel<Value, Update | Overwrite<Value>> {
  return {
    sharable: true,
    initial: init,
    update(held, writes) {
      const replaced = findOverwrite(writes);
      // Without an overwrite among them, all writes are updates.
      return replaced === undefined
        ? fold(held === EMPTY ? init() : held, writes as readonly Update[])
        : replaced.value;
    },
  };
}
