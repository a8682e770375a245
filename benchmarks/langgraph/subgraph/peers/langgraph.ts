import * as library from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { nested } from '../work.ts';

export const contender: Contender = { prepare: (size) => nested(library, size) };
