import { emptyCheckpoint, uuid6, type Checkpoint } from '@langchain/langgraph-checkpoint';
import type { Contender } from '../../contender.ts';
import { saverAlone } from '../saver-loop/floor.ts';

/** It names every node that has run and every channel that was written: a checkpoint grows with the chain. */
function checkpointsOfChain(): (step: number) => Checkpoint {
  const versions: Record<string, number> = { __start__: 2, count: 2 };
  const seen: Record<string, Record<string, number>> = { __input__: {}, __start__: { __start__: 1 } };
  return (step) => {
    versions.count = step + 2;
    versions[`branch:to:n${step}`] = step + 2;
    seen[`n${step}`] = { [`branch:to:n${step}`]: step + 1 };
    return {
      ...emptyCheckpoint(),
      id: uuid6(step),
      channel_values: { count: step, [`branch:to:n${step + 1}`]: null },
      channel_versions: versions,
      versions_seen: seen,
    };
  };
}

export const contender: Contender = {
  prepare: (size) => {
    let checkpointAt = checkpointsOfChain();
    return saverAlone(size, (step) => {
      if (step === 0) checkpointAt = checkpointsOfChain();
      return checkpointAt(step);
    });
  },
};
