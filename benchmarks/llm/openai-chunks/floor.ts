import { expectResult, type Contender } from '../../contender.ts';
import { fetchOf, openAIPieces, QUESTION } from '../streams.ts';
import { openAISDK } from '../own-sdks.ts';

export const contender: Contender = {
  prepare: async (chunks) => {
    const { OpenAI } = await openAISDK();
    const client = new OpenAI({ apiKey: 'k', fetch: fetchOf(openAIPieces(chunks)), maxRetries: 0 });
    return async () => {
      let text = '';
      const stream = await client.chat.completions.create({
        model: 'gpt-4o-mini',
        stream: true,
        messages: [{ role: 'user', content: QUESTION }],
      });
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      expectResult(text.length, chunks * 5);
    };
  },
};
