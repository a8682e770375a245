import type { Contender } from '../../../contender.ts';
import { keptByLangGraph } from '../../peers/talk.ts';
import { sayer } from '../../talk.ts';

export const contender: Contender = { prepare: (size) => keptByLangGraph(sayer(220), size) };
