import type { Contender } from '../../../contender.ts';

export const contender: Contender = {
  specifier: '@mastra/core/workflows',
  prepare: () => () => import('@mastra/core/workflows'),
};
