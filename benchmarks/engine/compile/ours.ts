import { expectResult, type Contender } from '../../contender.ts';
import { chainPlan, increment } from '../chain/ours.ts';

export const contender: Contender = {
  prepare: (size) => {
    const nodes = Array.from({ length: size }, () => increment);
    return () => expectResult(chainPlan(nodes).nodes.length, size);
  },
};
