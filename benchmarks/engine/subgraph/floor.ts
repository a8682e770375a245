import { expectResult, type Contender } from '../../contender.ts';
import { increment, type Count } from '../chain/floor.ts';

type Step = (state: Count) => Count | Promise<Count>;

function nest(inner: Step): Step {
  return async (state) => ({ ...state, ...(await inner(state)) });
}

export const contender: Contender = {
  prepare: (size) => {
    let run = increment;
    for (let level = 0; level <= size; level++) run = nest(run);
    return async () => expectResult((await run({ count: 0 })).count, 1);
  },
};
