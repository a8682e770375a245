import { MemorySaver, StateGraphEngine, type Plan } from '../../../src/engine/index.ts';
import { expectResult, type Contender, type Work } from '../../contender.ts';
import { chainPlan, increment, type Count } from '../chain/ours.ts';

/** Runs a plan that counts to `steps`, on a thread that is deleted afterwards. */
export function recordedRun(plan: Plan<Count, Partial<Count>>, steps: number): Work {
  const saver = new MemorySaver();
  const engine = new StateGraphEngine(plan, { saver });
  return async () => {
    expectResult((await engine.invoke({}, { threadId: 'thread', stepLimit: steps })).count, steps);
    saver.deleteThread('thread');
  };
}

export const contender: Contender = {
  prepare: (size) => recordedRun(chainPlan(Array.from({ length: size }, () => increment)), size),
};
