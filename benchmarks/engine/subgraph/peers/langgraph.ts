import { END, START, StateGraph } from '@langchain/langgraph';
import { expectResult, type Contender } from '../../../contender.ts';
import { State, chainGraph, increment } from '../../chain/peers/langgraph.ts';

type Graph = ReturnType<typeof chainGraph>;

function around(inner: Graph): Graph {
  const outer = new StateGraph(State).addNode('n0', inner).addEdge(START, 'n0').addEdge('n0', END).compile();
  // The types differ only in the names of the nodes and in what these return.
  return outer as unknown as Graph;
}

export const contender: Contender = {
  prepare: (size) => {
    let graph = chainGraph([increment]);
    for (let level = 0; level < size; level++) graph = around(graph);
    return async () => expectResult((await graph.invoke({ count: 0 })).count, 1);
  },
};
