import type { Contender } from '../../contender.ts';
import { loadOurs } from '../library.ts';
import { nested } from './work.ts';

export const contender: Contender = { prepare: async (size) => nested(await loadOurs(), size) };
