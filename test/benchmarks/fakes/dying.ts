import type { Contender } from '../../../benchmarks/contender.ts';

/** Ends its process, with a word on what it died of. */
export const contender: Contender = {
  prepare: () => () => {
    process.stderr.write('no more strength\n', () => process.exit(7));
    return new Promise(() => {});
  },
};
