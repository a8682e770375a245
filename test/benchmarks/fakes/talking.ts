import type { Contender } from '../../../benchmarks/contender.ts';
import { contender as steady } from './steady.ts';

/** Prints more than a pipe holds, which must neither block it nor be taken for its answer. */
export const contender: Contender = {
  prepare: (size) => {
    console.log('{"measurement":{"us":0}}'.repeat(10_000));
    return steady.prepare(size);
  },
};
