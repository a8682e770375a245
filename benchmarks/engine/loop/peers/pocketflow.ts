import { Flow } from 'pocketflow';
import { expectResult, type Contender, type Work } from '../../../contender.ts';
import { StepNode, type Count } from '../../chain/peers/pocketflow.ts';

/** Counts to `steps`. The keys of its one shared object cost nothing, so there are no idle ones. */
export function countingLoop(steps: number): Work {
  class LastNode extends StepNode {
    override async post(shared: Count, given: unknown, update: Count): Promise<string | undefined> {
      await super.post(shared, given, update);
      return shared.count < steps ? 'again' : 'enough';
    }
  }
  const tick = new StepNode();
  const tock = new LastNode();
  tick.next(tock);
  tock.on('again', tick);
  tock.on('enough', new StepNode(() => ({ count: steps })));
  const flow = new Flow<Count>(tick);
  return async () => {
    const shared = { count: 0 };
    await flow.run(shared);
    expectResult(shared.count, steps);
  };
}

export const contender: Contender = { prepare: (size) => countingLoop(size) };
