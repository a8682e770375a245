import type { Contender } from '../../contender.ts';
import { countingChain } from '../chain/floor.ts';
import { STEPS } from './scenario.ts';

export const contender: Contender = { prepare: () => countingChain(STEPS) };
