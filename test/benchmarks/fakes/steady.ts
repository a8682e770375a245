import type { Contender } from '../../../benchmarks/contender.ts';

/** Burns CPU in proportion to the size; keeps a thousand bytes a unit. */
export const contender: Contender = {
  prepare: (size) => () => {
    let sum = 0;
    for (let turn = 0; turn < size * 10_000; turn++) sum += Math.sqrt(turn);
    const kept = new Uint8Array(size * 1000).fill(sum % 256);
    return () => kept.fill(0);
  },
};
