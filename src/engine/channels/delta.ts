import type { Channel } from '../channel.ts';
import type { Overwrite } from '../overwrite.ts';
import { folding } from './folding.ts';

/**
 * A key that grows: it takes all writes of a super-step at once, and a saver may store them in place of the whole value.
 * `overwrite(value)` replaces the value.
 *
 * @param fold pure function that takes the writes in task order; must not change `held`, and must
 *   give the same whether writes come together or one by one
 * @param init makes the value a run begins with, afresh for every run
 * @example
 * stateGraph({ log: delta<readonly string[], string>((held, lines) => [...held, ...lines], () => []) });
 */
export function delta<Value, Update = Value>(
  fold: (held: Value, writes: readonly Update[]) => Value,
  init: () => Value,
): Channel<Value, Update | Overwrite<Value>> {
  return { ...folding(fold, init), incremental: true };
}
