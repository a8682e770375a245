import {
  START,
  StateGraphEngine,
  lastValue,
  stateGraph,
  type NodeFunction,
  type Plan,
} from '../../../src/engine/index.ts';
import { expectResult, type Contender } from '../../contender.ts';

export type Count = { readonly count: number };
type Node = NodeFunction<Count, Partial<Count>>;

export const increment: Node = (state) => ({ count: state.count + 1 });

/** A plan of these nodes, one after the other. */
export function chainPlan(nodes: readonly Node[]): Plan<Count, Partial<Count>> {
  const graph = stateGraph({ count: lastValue(0) });
  let before: string = START;
  for (const [number, node] of nodes.entries()) {
    const name = `n${number}`;
    graph.addNode(name, node).addEdge(before, name);
    before = name;
  }
  return graph.compile();
}

/** Counts to `length` with as many nodes. */
export function countingChain(length: number, node: Node = increment): () => Promise<void> {
  const engine = new StateGraphEngine(chainPlan(Array.from({ length }, () => node)));
  return async () => expectResult((await engine.invoke({}, { stepLimit: length })).count, length);
}

export const contender: Contender = { prepare: (size) => countingChain(size) };
