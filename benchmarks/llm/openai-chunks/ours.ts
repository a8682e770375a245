import { openAIClient } from '../../../src/llm/openai/index.ts';
import { expectResult, type Contender } from '../../contender.ts';
import { fetchOf, openAIPieces, QUESTION } from '../streams.ts';

export const contender: Contender = {
  prepare: (chunks) => {
    const client = openAIClient({ model: 'gpt-4o-mini', apiKey: 'k', fetch: fetchOf(openAIPieces(chunks)) });
    return async () => {
      let text = '';
      const messages = [{ role: 'user', content: [{ type: 'text', text: QUESTION }] }] as const;
      for await (const event of client.stream({ messages })) if (event.type === 'text-delta') text += event.text;
      expectResult(text.length, chunks * 5);
    };
  },
};
