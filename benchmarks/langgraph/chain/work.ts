import type { BaseCheckpointSaver } from '@langchain/langgraph';
import { expectResult, type Work } from '../../contender.ts';
import type { Library } from '../library.ts';

interface Count {
  readonly count: number;
}
type Node = (state: Count) => Count | Promise<Count>;

export const increment: Node = (state) => ({ count: state.count + 1 });

/** What is used of a compiled graph. */
export interface CountingGraph {
  invoke(input: Count, options?: object): Promise<Count>;
}

/** These nodes, one after the other. */
export function chainGraph(lib: Library, nodes: readonly Node[], checkpointer?: BaseCheckpointSaver): CountingGraph {
  const State = lib.Annotation.Root({ count: lib.Annotation<number>() });
  const graph = new lib.StateGraph(State).addNode(nodes.map((node, number): [string, Node] => [`n${number}`, node]));
  for (let number = 1; number < nodes.length; number++) graph.addEdge(`n${number - 1}`, `n${number}`);
  return graph
    .addEdge(lib.START, 'n0')
    .addEdge(`n${nodes.length - 1}`, lib.END)
    .compile({ checkpointer });
}

/** Counts to `length` with as many nodes. */
export function countingChain(lib: Library, length: number, node: Node = increment): Work {
  const nodes = Array.from({ length }, () => node);
  const graph = chainGraph(lib, nodes);
  return async () => expectResult((await graph.invoke({ count: 0 }, { recursionLimit: length + 1 })).count, length);
}
