import type { Contender } from '../../../benchmarks/contender.ts';

/** Stores seven bytes a unit. */
export const contender: Contender = { prepare: (size) => () => 7 * size };
