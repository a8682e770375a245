import type { Contender } from '../../contender.ts';
import { loadOurs } from '../library.ts';
import { smallRuns } from './work.ts';

export const contender: Contender = { prepare: async (size) => smallRuns(await loadOurs(), size) };
