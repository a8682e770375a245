import * as library from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { fanOut } from '../work.ts';

export const contender: Contender = { prepare: (size) => fanOut(library, size) };
