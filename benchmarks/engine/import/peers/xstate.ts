import type { Contender } from '../../../contender.ts';

export const contender: Contender = {
  specifier: 'xstate',
  prepare: () => () => import('xstate'),
};
