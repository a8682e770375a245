import { StateGraphEngine } from '../../../src/engine/index.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';
import { expectResult, type Contender } from '../../contender.ts';
import { loopPlan } from '../../engine/loop/ours.ts';
import { newFile } from '../files.ts';

export const contender: Contender = {
  prepare: (size) => {
    const saver = new SqliteSaver(newFile());
    const engine = new StateGraphEngine(loopPlan(size), { saver });
    const options = { threadId: 'thread', stepLimit: size, durability: 'sync' as const };
    return async () => {
      expectResult((await engine.invoke({ count: 0 }, options)).count, size);
      await saver.deleteThread('thread');
    };
  },
};
