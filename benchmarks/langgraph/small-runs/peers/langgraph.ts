import * as library from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { smallRuns } from '../work.ts';

export const contender: Contender = { prepare: (size) => smallRuns(library, size) };
