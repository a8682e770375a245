import * as library from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { countingLoop } from '../work.ts';

export const contender: Contender = { prepare: (size) => countingLoop(library, size) };
