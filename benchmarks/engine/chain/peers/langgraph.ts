import { Annotation, END, START, StateGraph, type BaseCheckpointSaver } from '@langchain/langgraph';
import { expectResult, type Contender } from '../../../contender.ts';

export const State = Annotation.Root({ count: Annotation<number>() });
interface Count {
  readonly count: number;
}
type Node = (state: Count) => Count | Promise<Count>;

export const increment: Node = (state) => ({ count: state.count + 1 });

/** These nodes, one after the other. */
export function chainGraph(nodes: readonly Node[], checkpointer?: BaseCheckpointSaver) {
  const graph = new StateGraph(State).addNode(nodes.map((node, number): [string, Node] => [`n${number}`, node]));
  for (let number = 1; number < nodes.length; number++) graph.addEdge(`n${number - 1}`, `n${number}`);
  return graph
    .addEdge(START, 'n0')
    .addEdge(`n${nodes.length - 1}`, END)
    .compile({ checkpointer });
}

/** Counts to `length` with as many nodes. */
export function countingChain(length: number, node: Node = increment): () => Promise<void> {
  const graph = chainGraph(Array.from({ length }, () => node));
  return async () => expectResult((await graph.invoke({ count: 0 }, { recursionLimit: length + 1 })).count, length);
}

export const contender: Contender = { prepare: (size) => countingChain(size) };
