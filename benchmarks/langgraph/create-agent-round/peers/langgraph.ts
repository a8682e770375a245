import type { Contender } from '../../../contender.ts';
import { agentRounds } from './work.ts';

export const contender: Contender = { prepare: (size) => agentRounds(size) };
