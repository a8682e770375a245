import * as library from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { recordedChain } from '../work.ts';

export const contender: Contender = { prepare: (size) => recordedChain(library, size) };
