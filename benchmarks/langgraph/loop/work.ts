import type { BaseCheckpointSaver } from '@langchain/langgraph';
import { expectResult, type Work } from '../../contender.ts';
import { increment, type CountingGraph } from '../chain/work.ts';
import type { Library } from '../library.ts';

/** A graph that counts to `steps`. */
export function loopGraph(lib: Library, steps: number, checkpointer?: BaseCheckpointSaver): CountingGraph {
  const State = lib.Annotation.Root({ count: lib.Annotation<number>() });
  return new lib.StateGraph(State)
    .addNode('tick', increment)
    .addNode('tock', increment)
    .addEdge(lib.START, 'tick')
    .addEdge('tick', 'tock')
    .addConditionalEdges('tock', (state) => (state.count < steps ? 'tick' : lib.END), ['tick', lib.END])
    .compile({ checkpointer });
}

/** Counts to `steps`. */
export function countingLoop(lib: Library, steps: number): Work {
  const graph = loopGraph(lib, steps);
  return async () => expectResult((await graph.invoke({ count: 0 }, { recursionLimit: steps + 1 })).count, steps);
}
