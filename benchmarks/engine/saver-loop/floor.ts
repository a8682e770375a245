import type { Contender } from '../../contender.ts';
import { recordedChain } from '../saver-chain/floor.ts';

export const contender: Contender = { prepare: recordedChain };
