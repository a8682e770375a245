import { START, StateGraphEngine, lastValue, reducer, send, stateGraph } from '../../../src/engine/index.ts';
import { expectResult, type Contender, type Work } from '../../contender.ts';

function fanOut(tasks: number): Work {
  const plan = stateGraph({
    count: lastValue(0),
    sum: reducer(
      (held: number, more: number) => held + more,
      () => 0,
    ),
  })
    .addNode('spread', () => {})
    .addNode('work', (amount: number) => ({ sum: amount }))
    .addNode('gather', (state) => ({ count: state.sum }))
    .addEdge(START, 'spread')
    .addConditionalEdges('spread', () => Array.from({ length: tasks }, () => send('work', 1)))
    .addEdge('work', 'gather')
    .compile();
  const engine = new StateGraphEngine(plan);
  return async () => expectResult((await engine.invoke({})).count, tasks);
}

export const contender: Contender = { prepare: fanOut };
