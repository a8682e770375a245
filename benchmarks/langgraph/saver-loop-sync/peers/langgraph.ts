import * as library from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { recordedLoopInSync } from '../work.ts';

export const contender: Contender = { prepare: (size) => recordedLoopInSync(library, size) };
