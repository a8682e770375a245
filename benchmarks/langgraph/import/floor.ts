import type { Contender } from '../../contender.ts';

export const contender: Contender = {
  prepare: () => async () => {
    await import('@langchain/core/runnables');
    await import('@langchain/langgraph-checkpoint');
  },
};
