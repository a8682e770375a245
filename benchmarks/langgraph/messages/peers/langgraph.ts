import * as models from '@langchain/core/language_models/chat_models';
import * as messages from '@langchain/core/messages';
import * as outputs from '@langchain/core/outputs';
import * as library from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { talk } from '../work.ts';

export const contender: Contender = { prepare: (size) => talk(library, { models, messages, outputs }, size) };
