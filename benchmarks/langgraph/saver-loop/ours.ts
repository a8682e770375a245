import type { Contender } from '../../contender.ts';
import { loadOurs } from '../library.ts';
import { recordedLoop } from './work.ts';

export const contender: Contender = { prepare: async (size) => recordedLoop(await loadOurs(), size) };
