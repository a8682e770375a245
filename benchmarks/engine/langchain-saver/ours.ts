import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { StateGraphEngine } from '../../../src/engine/index.ts';
import { fromLangChainSaver, type LangChainSaver } from '../../../src/savers/index.ts';
import { expectResult, type Contender, type Work } from '../../contender.ts';
import { chainPlan, increment } from '../chain/ours.ts';

/** Counts to `steps` with as many nodes, on a thread that is deleted afterwards. */
export function recordedChain(saver: LangChainSaver, steps: number): Work {
  const plan = chainPlan(Array.from({ length: steps }, () => increment));
  const engine = new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
  return async () => {
    expectResult((await engine.invoke({}, { threadId: 'thread', stepLimit: steps })).count, steps);
    await saver.deleteThread('thread');
  };
}

export const contender: Contender = { prepare: (size) => recordedChain(new MemorySaver(), size) };
