import { expectResult, type Contender } from '../../contender.ts';
import { anthropicPieces, fetchOf, QUESTION } from '../streams.ts';
import { anthropicSDK } from '../own-sdks.ts';

export const contender: Contender = {
  prepare: async (chunks) => {
    const { Anthropic } = await anthropicSDK();
    const client = new Anthropic({ apiKey: 'k', fetch: fetchOf(anthropicPieces(chunks)), maxRetries: 0 });
    return async () => {
      let text = '';
      const stream = await client.messages.create({
        model: 'claude',
        max_tokens: 64,
        stream: true,
        messages: [{ role: 'user', content: QUESTION }],
      });
      for await (const event of stream) {
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
      }
      expectResult(text.length, chunks * 5);
    };
  },
};
