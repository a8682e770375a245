import { expectResult, type Work } from '../../contender.ts';
import { chainGraph, increment, type CountingGraph } from '../chain/work.ts';
import type { Library } from '../library.ts';

function around(lib: Library, inner: CountingGraph): CountingGraph {
  const State = lib.Annotation.Root({ count: lib.Annotation<number>() });
  return new lib.StateGraph(State)
    .addNode('n0', inner as never)
    .addEdge(lib.START, 'n0')
    .addEdge('n0', lib.END)
    .compile();
}

/** Runs a graph within so many others. */
export function nested(lib: Library, levels: number): Work {
  let graph = chainGraph(lib, [increment]);
  for (let level = 0; level < levels; level++) graph = around(lib, graph);
  return async () => expectResult((await graph.invoke({ count: 0 })).count, 1);
}
