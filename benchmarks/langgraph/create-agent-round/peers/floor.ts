import type { Contender } from '../../../contender.ts';
import { nodeRounds } from './work.ts';

export const contender: Contender = { prepare: (size) => nodeRounds(size) };
