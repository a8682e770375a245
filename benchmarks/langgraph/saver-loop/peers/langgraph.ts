import * as library from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { recordedLoop } from '../work.ts';

export const contender: Contender = { prepare: (size) => recordedLoop(library, size) };
