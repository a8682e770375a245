import '@langchain/langgraph';
import * as models from '@langchain/core/language_models/chat_models';
import * as messages from '@langchain/core/messages';
import * as tools from '@langchain/core/tools';
import * as prebuilt from '@langchain/langgraph/prebuilt';
import type { Contender } from '../../../contender.ts';
import { agentRounds } from '../work.ts';

export const contender: Contender = {
  prepare: (rounds) => agentRounds(prebuilt, { models, messages, tools }, rounds),
};
