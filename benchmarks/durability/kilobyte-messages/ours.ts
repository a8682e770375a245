import type { Contender } from '../../contender.ts';
import { keptBySqliteSaver, sayer } from '../talk.ts';

export const contender: Contender = { prepare: (size) => keptBySqliteSaver(sayer(1000), size) };
