import type { Contender } from '../../contender.ts';
import { loopPlan } from '../loop/ours.ts';
import { recordedRun } from '../saver-chain/ours.ts';

export const contender: Contender = { prepare: (size) => recordedRun(loopPlan(size), size) };
