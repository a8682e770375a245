import { expectResult, type Work } from '../../contender.ts';
import type { CountingGraph } from '../chain/work.ts';
import type { Library } from '../library.ts';
import { loopGraph } from '../loop/work.ts';

export type Durability = 'sync' | 'async';
type Saver = InstanceType<Library['MemorySaver']>;

/** Runs a graph that counts to `steps`, on a thread that is deleted afterwards. */
export function recordedRun(saver: Saver, graph: CountingGraph, steps: number, durability: Durability): Work {
  const options = { configurable: { thread_id: 'thread' }, recursionLimit: steps + 1, durability };
  return async () => {
    expectResult((await graph.invoke({ count: 0 }, options)).count, steps);
    await saver.deleteThread('thread');
  };
}

/** Counts to `steps`, and stores every step. */
export function recordedLoop(lib: Library, steps: number, durability: Durability = 'async'): Work {
  const saver = new lib.MemorySaver();
  return recordedRun(saver, loopGraph(lib, steps, saver), steps, durability);
}
