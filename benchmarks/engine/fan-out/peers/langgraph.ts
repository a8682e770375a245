import { Annotation, END, START, Send, StateGraph } from '@langchain/langgraph';
import { expectResult, type Contender, type Work } from '../../../contender.ts';

const State = Annotation.Root({
  count: Annotation<number>(),
  sum: Annotation<number>({ reducer: (held, more) => held + more, default: () => 0 }),
});

function fanOut(tasks: number): Work {
  const graph = new StateGraph(State)
    .addNode('spread', () => ({}))
    .addNode('work', (amount: number) => ({ sum: amount }))
    .addNode('gather', (state) => ({ count: state.sum }))
    .addEdge(START, 'spread')
    .addConditionalEdges('spread', () => Array.from({ length: tasks }, () => new Send('work', 1)), ['work'])
    .addEdge('work', 'gather')
    .addEdge('gather', END)
    .compile();
  return async () => expectResult((await graph.invoke({ count: 0 })).count, tasks);
}

export const contender: Contender = { prepare: fanOut };
