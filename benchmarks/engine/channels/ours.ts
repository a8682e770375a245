import type { Contender } from '../../contender.ts';
import { countingLoop } from '../loop/ours.ts';
import { STEPS } from './scenario.ts';

export const contender: Contender = { prepare: (size) => countingLoop(STEPS, size - 1) };
