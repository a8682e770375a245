import { StateGraphEngine, subgraph } from '../../../src/engine/index.ts';
import { expectResult, type Contender } from '../../contender.ts';
import { chainPlan, increment } from '../chain/ours.ts';

export const contender: Contender = {
  prepare: (size) => {
    let plan = chainPlan([increment]);
    for (let level = 0; level < size; level++) plan = chainPlan([subgraph(plan)]);
    const engine = new StateGraphEngine(plan);
    return async () => expectResult((await engine.invoke({})).count, 1);
  },
};
