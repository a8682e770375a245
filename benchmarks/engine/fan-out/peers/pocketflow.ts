import { Flow, ParallelBatchNode } from 'pocketflow';
import { expectResult, type Contender } from '../../../contender.ts';

interface Shared {
  readonly tasks: number;
  sum: number;
}

class Spread extends ParallelBatchNode<Shared> {
  override async prep({ tasks }: Shared): Promise<number[]> {
    return Array.from({ length: tasks }, () => 1);
  }

  override async exec(amount: number): Promise<number> {
    return amount;
  }

  override async post(shared: Shared, _: unknown, amounts: readonly number[]): Promise<undefined> {
    shared.sum = amounts.reduce((sum, amount) => sum + amount, 0);
    return undefined;
  }
}

export const contender: Contender = {
  prepare: (size) => {
    const flow = new Flow<Shared>(new Spread());
    return async () => {
      const shared = { tasks: size, sum: 0 };
      await flow.run(shared);
      expectResult(shared.sum, size);
    };
  },
};
