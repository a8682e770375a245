import type { Contender } from '../../../benchmarks/contender.ts';

/** Never ends, and never lets a timer run either. */
export const contender: Contender = {
  prepare: () => () => {
    for (;;);
  },
};
