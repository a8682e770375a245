import type { Contender } from '../../contender.ts';
import { loadOurs } from '../library.ts';
import { recordedLoopInSync } from './work.ts';

export const contender: Contender = { prepare: async (size) => recordedLoopInSync(await loadOurs(), size) };
