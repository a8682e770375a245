import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/llm/index.ts';
import { anthropicWire, hello } from '../wire.ts';
import { messagesSent, received, say } from './received.ts';

describe('a Messages request', () => {
  it('is a stream with a token limit and nothing that was not asked for', async () => {
    const { path, headers, body } = await received(hello);
    expect(path).toBe('/v1/messages');
    expect(headers).toMatchObject({ authorization: 'Bearer test-key', 'anthropic-version': '2026-10-21' });
    expect(body).toEqual({
      model: 'claude-haiku-4-5',
      stream: true,
      max_tokens: 8192,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    });
  });

  it('carries every option under its name on the wire', async () => {
    const { body, headers } = await received(hello, {
      apiKey: undefined,
      anthropicApiKey: 'other-key',
      temperature: 0.5,
      maxTokens: 64,
      topP: 0.9,
      topK: 5,
      stopSequences: ['END', 'STOP'],
      clientOptions: { defaultHeaders: { 'anthropic-beta': 'some-beta' } },
    });
    expect(headers).toMatchObject({ authorization: 'Bearer other-key', 'anthropic-beta': 'some-beta' });
    expect(body).toMatchObject({
      temperature: 0.5,
      max_tokens: 64,
      top_p: 0.9,
      top_k: 5,
      stop_sequences: ['END', 'STOP'],
    });
  });

  it.each([{ temperature: 0 }, { topP: 0.9 }, { topK: 5 }])(
    'asks for the API version that knows %j',
    async (sampling) => {
      expect((await received(hello, sampling)).headers).toMatchObject({ 'anthropic-version': '2023-06-01' });
      const headers = { 'anthropic-version': '2025-01-01' };
      expect((await received(hello, { ...sampling, headers })).headers, "the host's own choice").toMatchObject(headers);
    },
  );

  it('takes stop for stopSequences', async () => {
    expect((await received(hello, { stop: 'END' })).body).toMatchObject({ stop_sequences: ['END'] });
  });

  it('leaves room for the answer beside a thinking budget', async () => {
    const thinking = { type: 'enabled', budget_tokens: 2048 } as const;
    expect((await received(hello, { thinking })).body).toMatchObject({ thinking, max_tokens: 10_240 });
    expect((await received(hello, { thinking, maxTokens: 4096 })).body).toMatchObject({ thinking, max_tokens: 4096 });
  });

  it('tells of tools', async () => {
    const properties = { query: { type: 'string' } };
    const { body } = await received({
      ...hello,
      tools: [
        { name: 'search', description: 'Finds ships.', parameters: { type: 'object', properties } },
        { name: 'now', parameters: {} },
      ],
    });
    expect(body['tools']).toEqual([
      { name: 'search', description: 'Finds ships.', input_schema: { type: 'object', properties } },
      { name: 'now', input_schema: { type: 'object' } },
    ]);
  });

  it('has one place for instructions', async () => {
    const { body } = await received({
      messages: [
        { role: 'system', content: 'Be brief.' },
        say('Hi'),
        { role: 'system', content: '' },
        { role: 'system', content: 'Be kind.' },
      ],
    });
    expect(body).toMatchObject({
      system: 'Be brief.\n\nBe kind.',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
  });

  it('replays thinking with its signature, and ciphertext as it came', async () => {
    const sent = await messagesSent([
      say('Go'),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Two things.', signature: 'EqQB' },
          { type: 'reasoning', text: '', redacted: 'Emw' },
          { type: 'reasoning', text: '', signature: 'omitted' },
          { type: 'reasoning', text: 'of another provider' },
          { type: 'text', text: '' },
          { type: 'text', text: 'Let me look.' },
          { type: 'tool-call', id: 'toolu_1', name: 'look', args: { deep: true } },
        ],
      },
      { role: 'tool', toolCallId: 'toolu_1', content: 'a ship' },
    ]);
    expect(sent).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Two things.', signature: 'EqQB' },
          { type: 'redacted_thinking', data: 'Emw' },
          { type: 'thinking', thinking: '', signature: 'omitted' },
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'toolu_1', name: 'look', input: { deep: true } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'a ship' }] },
    ]);
  });

  it('merges tool results and what the user says next into one message', async () => {
    const history: Message[] = [
      say('Go'),
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', id: 'a', name: 'f', args: {} },
          { type: 'tool-call', id: 'b', name: 'f', args: {}, invalid: '{' },
        ],
      },
      { role: 'tool', toolCallId: 'a', content: 'fine' },
      { role: 'tool', toolCallId: 'b', content: 'no JSON', isError: true },
      say('And?'),
    ];
    const expected = [
      { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'a', name: 'f', input: {} },
          { type: 'tool_use', id: 'b', name: 'f', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'fine' },
          { type: 'tool_result', tool_use_id: 'b', content: 'no JSON', is_error: true },
          { type: 'text', text: 'And?' },
        ],
      },
    ];
    expect(await messagesSent(history)).toEqual(expected);
    expect(await messagesSent(history), 'the second time too').toEqual(expected);
  });

  it('leaves out what the API would refuse as empty', async () => {
    const sent = await messagesSent([
      say('Go'),
      { role: 'assistant', content: [] },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'f', args: {} }] },
      { role: 'tool', toolCallId: 'a', content: '' },
      { role: 'user', content: [{ type: 'text', text: '' }] },
    ]);
    expect(sent).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] },
    ]);
  });

  it('has images by address and by content', async () => {
    const sent = await messagesSent([
      {
        role: 'user',
        content: [
          { type: 'image', url: 'https://example.org/a.png' },
          { type: 'image', url: 'data:image/webp;base64,AAAA' },
        ],
      },
    ]);
    expect(sent).toMatchObject([
      {
        content: [
          { type: 'image', source: { type: 'url', url: 'https://example.org/a.png' } },
          { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'AAAA' } },
        ],
      },
    ]);
  });

  it.each(['file:///etc/passwd', 'data:image/tiff;base64,AAAA', 'data:image/png,AAAA', ''])(
    'refuses the image %j at once',
    (url) => {
      const client = anthropicWire.client({});
      expect(() => client.stream({ messages: [{ role: 'user', content: [{ type: 'image', url }] }] })).toThrow(
        expect.objectContaining({ code: 'LLM_REQUEST_INVALID', provider: 'anthropic' }),
      );
    },
  );
});
