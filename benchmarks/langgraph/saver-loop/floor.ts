import { MemorySaver, emptyCheckpoint, uuid6, type Checkpoint } from '@langchain/langgraph-checkpoint';
import { expectResult, type Contender, type Work } from '../../contender.ts';

const TASK = '6e0f1b1e-3f4a-5b6c-8d7e-9f0a1b2c3d4e';

/**
 * What the saver itself takes for the checkpoints and writes of a run.
 *
 * @param checkpointAt the checkpoint after so many steps
 */
export function saverAlone(steps: number, checkpointAt: (step: number) => Checkpoint): Work {
  const saver = new MemorySaver();
  return async () => {
    let config = { configurable: { thread_id: 'thread', checkpoint_ns: '' } };
    for (let step = 0; step < steps; step++) {
      const metadata = { source: 'loop' as const, step, parents: {} };
      config = (await saver.put(config, checkpointAt(step), metadata)) as typeof config;
      await saver.putWrites(
        config,
        [
          ['count', step],
          ['branch:to:next', null],
        ],
        TASK,
      );
    }
    expectResult(Object.keys(saver.storage.thread?.[''] ?? {}).length, steps);
    await saver.deleteThread('thread');
  };
}

function checkpointOfLoop(step: number): Checkpoint {
  const [done, next] = step % 2 === 0 ? ['tick', 'tock'] : ['tock', 'tick'];
  return {
    ...emptyCheckpoint(),
    id: uuid6(step),
    channel_values: { count: step, [`branch:to:${next}`]: null },
    channel_versions: {
      __start__: 2,
      count: step + 2,
      [`branch:to:${done}`]: step + 1,
      [`branch:to:${next}`]: step + 2,
    },
    versions_seen: {
      __input__: {},
      __start__: { __start__: 1 },
      [done]: { [`branch:to:${done}`]: step + 1 },
      [next]: { [`branch:to:${next}`]: step },
    },
  };
}

export const contender: Contender = { prepare: (size) => saverAlone(size, checkpointOfLoop) };
