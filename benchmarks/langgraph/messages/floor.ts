import * as models from '@langchain/core/language_models/chat_models';
import * as messages from '@langchain/core/messages';
import * as outputs from '@langchain/core/outputs';
import { expectResult, type Contender } from '../../contender.ts';
import { talkingModel } from './work.ts';

export const contender: Contender = {
  prepare: (size) => {
    const model = talkingModel({ models, messages, outputs }, size);
    return async () => {
      let chunks = 0;
      for await (const _ of await model.stream('Talk.')) chunks++;
      expectResult(chunks, size);
    };
  },
};
