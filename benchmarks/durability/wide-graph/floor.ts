import type { Contender } from '../../contender.ts';

export const contender: Contender = {
  prepare: () => () => Array.from({ length: 500 }, (_, n) => JSON.stringify({ n: n + 1 })).join('').length,
};
