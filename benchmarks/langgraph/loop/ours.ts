import type { Contender } from '../../contender.ts';
import { loadOurs } from '../library.ts';
import { countingLoop } from './work.ts';

export const contender: Contender = { prepare: async (size) => countingLoop(await loadOurs(), size) };
