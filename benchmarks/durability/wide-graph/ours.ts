import { END, START, StateGraphEngine, lastValue, stateGraph } from '../../../src/engine/index.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';
import { expectResult, type Contender } from '../../contender.ts';
import { newFile, sizeOf } from '../files.ts';

async function bytesOf(keys: number, steps: number): Promise<number> {
  const names = ['n', ...Array.from({ length: keys - 1 }, (_, place) => `key ${place}`)];
  const plan = stateGraph(Object.fromEntries(names.map((name) => [name, lastValue<number>(0)])))
    .addNode('step', (state) => ({ n: (state['n'] ?? 0) + 1 }))
    .addEdge(START, 'step')
    .addConditionalEdges('step', (state) => ((state['n'] ?? 0) < steps ? 'step' : END))
    .compile();
  const file = newFile();
  const saver = new SqliteSaver(file);
  const options = { threadId: 'thread', stepLimit: steps, durability: 'sync' as const };
  expectResult((await new StateGraphEngine(plan, { saver }).invoke({}, options))['n'], steps);
  saver.close();
  return sizeOf(file);
}

export const contender: Contender = {
  prepare: (keys) => async () => (await bytesOf(keys, 501)) - (await bytesOf(keys, 1)),
};
