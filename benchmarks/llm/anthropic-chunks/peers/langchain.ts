import { ChatAnthropic } from '@langchain/anthropic';
import { expectResult, type Contender } from '../../../contender.ts';
import { anthropicPieces, fetchOf, QUESTION } from '../../streams.ts';

export const contender: Contender = {
  prepare: (chunks) => {
    const fetch = fetchOf(anthropicPieces(chunks));
    const model = new ChatAnthropic({
      model: 'claude-haiku-4-5',
      apiKey: 'k',
      clientOptions: { fetch },
      streamUsage: false,
    });
    return async () => {
      let text = '';
      for await (const chunk of await model.stream(QUESTION)) {
        text +=
          typeof chunk.content === 'string'
            ? chunk.content
            : chunk.content.map((block) => block['text'] ?? '').join('');
      }
      expectResult(text.length, chunks * 5);
    };
  },
};
