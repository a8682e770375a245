import * as models from '@langchain/core/language_models/chat_models';
import * as messages from '@langchain/core/messages';
import * as tools from '@langchain/core/tools';
import { expectResult, type Contender } from '../../contender.ts';
import { partsOf } from './work.ts';

export const contender: Contender = {
  prepare: (rounds) => {
    const { model, tool } = partsOf({ models, messages, tools }, rounds);
    return async () => {
      const said: messages.BaseMessage[] = [new messages.HumanMessage('Go.')];
      for (;;) {
        const answer = (await model.invoke(said)) as messages.AIMessage;
        said.push(answer);
        const [call] = answer.tool_calls ?? [];
        if (call === undefined) break;
        said.push((await tool.invoke({ ...call, type: 'tool_call' })) as messages.ToolMessage);
      }
      expectResult(said.length, 2 * rounds + 2);
    };
  },
};
