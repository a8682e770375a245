import type { Contender } from '../../contender.ts';
import { loadOurs } from '../library.ts';
import { countingChain } from './work.ts';

export const contender: Contender = { prepare: async (size) => countingChain(await loadOurs(), size) };
