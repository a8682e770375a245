import { MemorySaver } from '@langchain/langgraph';
import { expectResult, type Contender, type Work } from '../../../contender.ts';
import { chainGraph, increment } from '../../chain/peers/langgraph.ts';

interface CountingGraph {
  invoke(input: { count: number }, options: object): Promise<{ readonly count: number }>;
}

/** Runs a graph that counts to `steps`, on a thread that is deleted afterwards. */
export function recordedRun(saver: MemorySaver, graph: CountingGraph, steps: number): Work {
  const options = { configurable: { thread_id: 'thread' }, recursionLimit: steps + 1 };
  return async () => {
    expectResult((await graph.invoke({ count: 0 }, options)).count, steps);
    await saver.deleteThread('thread');
  };
}

export const contender: Contender = {
  prepare: (size) => {
    const saver = new MemorySaver();
    const nodes = Array.from({ length: size }, () => increment);
    return recordedRun(saver, chainGraph(nodes, saver), size);
  },
};
