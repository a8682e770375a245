import { anthropicClient } from '../../../src/llm/anthropic/index.ts';
import { expectResult, type Contender } from '../../contender.ts';
import { anthropicPieces, fetchOf, QUESTION } from '../streams.ts';

export const contender: Contender = {
  prepare: (chunks) => {
    const client = anthropicClient({ model: 'claude', apiKey: 'k', fetch: fetchOf(anthropicPieces(chunks)) });
    return async () => {
      let text = '';
      const messages = [{ role: 'user', content: [{ type: 'text', text: QUESTION }] }] as const;
      for await (const event of client.stream({ messages })) if (event.type === 'text-delta') text += event.text;
      expectResult(text.length, chunks * 5);
    };
  },
};
