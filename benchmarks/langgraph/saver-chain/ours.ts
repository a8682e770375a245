import type { Contender } from '../../contender.ts';
import { loadOurs } from '../library.ts';
import { recordedChain } from './work.ts';

export const contender: Contender = { prepare: async (size) => recordedChain(await loadOurs(), size) };
