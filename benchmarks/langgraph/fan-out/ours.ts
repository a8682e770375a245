import type { Contender } from '../../contender.ts';
import { loadOurs } from '../library.ts';
import { fanOut } from './work.ts';

export const contender: Contender = { prepare: async (size) => fanOut(await loadOurs(), size) };
