import {
  END,
  START,
  StateGraphEngine,
  lastValue,
  reducer,
  send,
  stateGraph,
  type Channel,
} from '../../src/engine/index.ts';
import { expectCount, type Contender } from './contender.ts';

type Count = { readonly count: number };
const increment = (state: Count): Count => ({ count: state.count + 1 });
const incrementLater = async (state: Count): Promise<Count> => ({ count: state.count + 1 });

/** `count`, and others that hold a value but that no node touches. */
function channels(size: number): { readonly count: Channel<number> } {
  const others = Array.from({ length: size - 1 }, (_, number) => [`channel${number}`, lastValue(number)] as const);
  return { ...Object.fromEntries(others), count: lastValue(0) };
}

function chain(length: number, node: (state: Count) => Count | Promise<Count>, size = 1): () => Promise<void> {
  const graph = stateGraph(channels(size))
    .addNode('n0' as string, node)
    .addEdge(START, 'n0');
  for (let number = 1; number < length; number++)
    graph.addNode(`n${number}`, node).addEdge(`n${number - 1}`, `n${number}`);
  const engine = new StateGraphEngine(graph.compile());
  return async () => expectCount('ours', (await engine.invoke({}, { stepLimit: length })).count, length);
}

function loop(steps: number, size = 1): () => Promise<void> {
  const plan = stateGraph(channels(size))
    .addNode('tick', increment)
    .addNode('tock', increment)
    .addEdge(START, 'tick')
    .addEdge('tick', 'tock')
    .addConditionalEdges('tock', (state) => (state.count < steps ? 'tick' : END))
    .compile();
  const engine = new StateGraphEngine(plan);
  return async () => expectCount('ours', (await engine.invoke({}, { stepLimit: steps })).count, steps);
}

function fanOut(tasks: number): () => Promise<void> {
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
  return async () => expectCount('ours', (await engine.invoke({})).count, tasks);
}

export const ours: Contender = {
  name: 'ours',
  scenarios: {
    chain: (size) => chain(size, increment),
    async: (size) => chain(size, incrementLater),
    loop: (size) => loop(size),
    channels: (size) => loop(1000, size),
    run: (size) => chain(3, increment, size),
    'fan-out': fanOut,
  },
};
