import type { Contender } from '../../../contender.ts';

export const contender: Contender = {
  specifier: '@langchain/langgraph',
  prepare: () => () => import('@langchain/langgraph'),
};
