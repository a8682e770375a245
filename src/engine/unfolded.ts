/** A value as a saver may keep it: an earlier one, and what was written since. */
import { hasBrand } from './has-brand.ts';

/** Recognises them across copies of the package (ESM beside CJS). */
const BRAND: unique symbol = Symbol.for('moss-agent-runtime.unfolded');

/** Stands in a {@link Checkpoint} for a value that the engine makes by folding `writes` into `base`; only savers need it. */
export class Unfolded {
  readonly [BRAND] = true;
  readonly base: unknown;
  readonly writes: readonly unknown[];

  /**
   * @param base   what the channel held in an earlier checkpoint
   * @param writes what was written since, in order: `writes` of the changes in between
   */
  constructor(base: unknown, writes: readonly unknown[]) {
    this.base = base;
    this.writes = writes;
  }
}

export function isUnfolded(value: unknown): value is Unfolded {
  return hasBrand(value, BRAND);
}
