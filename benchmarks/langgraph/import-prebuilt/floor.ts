import type { Contender } from '../../contender.ts';

export const contender: Contender = {
  prepare: () => async () => {
    await import('@langchain/core/runnables');
    await import('@langchain/core/messages');
    await import('@langchain/core/utils/function_calling');
    await import('@langchain/langgraph-checkpoint');
  },
};
