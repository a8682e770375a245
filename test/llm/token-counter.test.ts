import { describe, expect, it } from 'vitest';
import { type Message, tokenCounter } from '../../src/llm/index.ts';

describe('a token counter', () => {
  // The figures are those of the public encodings.
  it.each([
    ['gpt-5', 'o200k_base', 'hello world', 2],
    ['gpt-4o-mini', 'o200k_base', 'antidisestablishmentarianism', 6],
    ['gpt-4.1', 'o200k_base', '', 0],
    ['gpt-4-turbo', 'cl100k_base', 'hello world', 2],
    ['claude-haiku-4-5', 'claude', 'hello world', 2],
  ])('of %s counts in %s', async (model, encoding, text, expected) => {
    const counter = await tokenCounter({ model });
    expect(counter.encoding).toBe(encoding);
    expect(counter.count(text)).toBe(expected);
  });

  it('counts conversations: every text there is, and three for each message', async () => {
    const counter = await tokenCounter({ encoding: 'o200k_base' });
    const messages: Message[] = [
      { role: 'system', content: 'hello world' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'hello world' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hello world' },
          { type: 'tool-call', id: 'a', name: 'hello', args: {} },
        ],
      },
      { role: 'tool', toolCallId: 'a', content: 'hello world' },
    ];
    const own = 4 * 3 + 4 * 2 + counter.count('hello') + counter.count('{}');
    expect(counter.countMessages(messages)).toBe(own);
  });

  it('leaves out what a block holds of a picture', async () => {
    const counter = await tokenCounter({ encoding: 'o200k_base' });
    const turn = (result: string): Message[] => [
      {
        role: 'assistant',
        content: [{ type: 'provider', wire: 'openai', block: { type: 'image_generation_call', result } }],
      },
    ];
    expect(counter.countMessages(turn('iVBORw0KGgo'.repeat(10_000)))).toBe(counter.countMessages(turn('')));
  });

  it('of an unknown encoding is refused', async () => {
    for (const encoding of ['p50k', '__proto__', 'toString']) {
      await expect(tokenCounter({ encoding: encoding as 'claude' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
  });
});
