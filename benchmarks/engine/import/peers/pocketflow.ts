import type { Contender } from '../../../contender.ts';

export const contender: Contender = {
  specifier: 'pocketflow',
  prepare: () => () => import('pocketflow'),
};
