import { expectResult, type Contender } from '../../contender.ts';

export const contender: Contender = {
  prepare: (size) => async () => {
    const results = await Promise.all(Array.from({ length: size }, async () => ({ sum: 1 })));
    expectResult(
      results.reduce((sum, result) => sum + result.sum, 0),
      size,
    );
  },
};
