import type { Contender } from '../../contender.ts';
import { saidByHand, sayer } from '../talk.ts';

export const contender: Contender = { prepare: (size) => saidByHand(sayer(1000), size) };
