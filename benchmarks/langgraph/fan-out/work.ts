import { expectResult, type Work } from '../../contender.ts';
import type { Library } from '../library.ts';

/** Starts so many tasks and sums what they write. */
export function fanOut(lib: Library, tasks: number): Work {
  const State = lib.Annotation.Root({
    count: lib.Annotation<number>(),
    sum: lib.Annotation<number>({ reducer: (held, more) => held + more, default: () => 0 }),
  });
  const graph = new lib.StateGraph(State)
    .addNode('spread', () => ({}))
    .addNode('work', (amount: number) => ({ sum: amount }))
    .addNode('gather', (state) => ({ count: state.sum }))
    .addEdge(lib.START, 'spread')
    .addConditionalEdges('spread', () => Array.from({ length: tasks }, () => new lib.Send('work', 1)), ['work'])
    .addEdge('work', 'gather')
    .addEdge('gather', lib.END)
    .compile();
  return async () => expectResult((await graph.invoke({ count: 0 })).count, tasks);
}
