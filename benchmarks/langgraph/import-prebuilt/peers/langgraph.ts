import type { Contender } from '../../../contender.ts';

export const contender: Contender = {
  specifier: '@langchain/langgraph/prebuilt',
  prepare: () => () => import('@langchain/langgraph/prebuilt'),
};
