import {
  END,
  START,
  StateGraphEngine,
  lastValue,
  stateGraph,
  type Channel,
  type Plan,
} from '../../../src/engine/index.ts';
import { expectResult, type Contender, type Work } from '../../contender.ts';
import { increment, type Count } from '../chain/ours.ts';

/** A plan that counts to `steps`, beside so many channels that no node touches. */
export function loopPlan(steps: number, idleChannels = 0): Plan<Count, Partial<Count>> {
  const idle = Array.from({ length: idleChannels }, (_, number) => [`idle${number}`, lastValue(number)] as const);
  const channels: { readonly count: Channel<number> } = { ...Object.fromEntries(idle), count: lastValue(0) };
  return stateGraph(channels)
    .addNode('tick', increment)
    .addNode('tock', increment)
    .addEdge(START, 'tick')
    .addEdge('tick', 'tock')
    .addConditionalEdges('tock', (state) => (state.count < steps ? 'tick' : END))
    .compile();
}

/** Counts to `steps`. */
export function countingLoop(steps: number, idleChannels = 0): Work {
  const engine = new StateGraphEngine(loopPlan(steps, idleChannels));
  return async () => expectResult((await engine.invoke({}, { stepLimit: steps })).count, steps);
}

export const contender: Contender = { prepare: (size) => countingLoop(size) };
