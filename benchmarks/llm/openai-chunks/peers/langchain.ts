import { ChatOpenAI } from '@langchain/openai';
import { expectResult, type Contender } from '../../../contender.ts';
import { fetchOf, openAIPieces, QUESTION } from '../../streams.ts';

export const contender: Contender = {
  prepare: (chunks) => {
    const fetch = fetchOf(openAIPieces(chunks));
    const model = new ChatOpenAI({ model: 'gpt-4o-mini', apiKey: 'k', configuration: { fetch }, streamUsage: false });
    return async () => {
      let text = '';
      for await (const chunk of await model.stream(QUESTION)) text += String(chunk.content);
      expectResult(text.length, chunks * 5);
    };
  },
};
