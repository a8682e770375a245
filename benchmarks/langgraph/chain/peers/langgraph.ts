import * as library from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { countingChain } from '../work.ts';

export const contender: Contender = { prepare: (size) => countingChain(library, size) };
