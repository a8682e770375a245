import {
  AIMessage,
  AIMessageChunk,
  ChatMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import {
  answerMessage,
  chunkOf,
  messageFromLangChain,
  messagesFrom,
  withParsableCalls,
} from '../../src/langchain/index.ts';
import type { DoneEvent } from '../../src/llm/index.ts';

const form = { id: 'm1', shape: 'string', reasoningKey: 'reasoning_content', modelProvider: 'openai' } as const;
const done = (message: DoneEvent['message']['content']): DoneEvent => ({
  type: 'done',
  finishReason: 'stop',
  message: { role: 'assistant', content: message },
  metadata: { finish_reason: 'stop' },
});

describe('messageFromLangChain', () => {
  it('converts each message object once', () => {
    const message = new HumanMessage('hi');
    expect(messageFromLangChain(message)).toBe(messageFromLangChain(message));
    expect(messageFromLangChain(message)).not.toBe(messageFromLangChain(new HumanMessage('hi')));
  });

  it.each([
    ['a system prompt', new SystemMessage('be brief'), { role: 'system', content: 'be brief' }],
    [
      'a system prompt in blocks',
      new SystemMessage({
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      }),
      { role: 'system', content: 'a\nb' },
    ],
    ['text', new HumanMessage('hi'), { role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    [
      'images, however they are written',
      new HumanMessage({
        content: [
          { type: 'image_url', image_url: 'https://a/1.png' },
          { type: 'image_url', image_url: { url: 'https://a/2.png' } },
          { type: 'image', url: 'https://a/3.png' },
          { type: 'image', mimeType: 'image/png', data: 'AAAA' },
        ],
      }),
      {
        role: 'user',
        content: [
          { type: 'image', url: 'https://a/1.png' },
          { type: 'image', url: 'https://a/2.png' },
          { type: 'image', url: 'https://a/3.png' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
        ],
      },
    ],
    [
      'a tool turn',
      new AIMessage({ content: 'look', tool_calls: [{ id: 'c1', name: 'search', args: { q: 'x' } }] }),
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'look' },
          { type: 'tool-call', id: 'c1', name: 'search', args: { q: 'x' } },
        ],
      },
    ],
    [
      'a malformed call',
      new AIMessage({ content: '', invalid_tool_calls: [{ id: 'c1', name: 'search', args: '{"q"', error: 'bad' }] }),
      { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'search', args: {}, invalid: '{"q"' }] },
    ],
    [
      'reasoning beside the content',
      new AIMessage({ content: 'yes', additional_kwargs: { reasoning_content: 'hm' } }),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'yes' },
        ],
      },
    ],
    [
      'thinking blocks with their signatures; tool_use blocks stand in tool_calls',
      new AIMessage({
        content: [
          { type: 'thinking', thinking: 'hm', signature: 'c2ln' },
          { type: 'redacted_thinking', data: 'xyz' },
          { type: 'text', text: 'yes' },
          { type: 'tool_use', id: 'c1', name: 's', input: {} },
        ],
        tool_calls: [{ id: 'c1', name: 's', args: {} }],
      }),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm', signature: 'c2ln' },
          { type: 'reasoning', text: '', redacted: 'xyz' },
          { type: 'text', text: 'yes' },
          { type: 'tool-call', id: 'c1', name: 's', args: {} },
        ],
      },
    ],
    [
      'what other providers wrote, as far as it can be understood',
      new AIMessage({
        content: [
          { type: 'reasoning', reasoning: 'hm' },
          { type: 'server_tool_use', id: 's' },
          { type: 'text', text: 'a' },
        ],
      }),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'provider', wire: 'anthropic', block: { type: 'server_tool_use', id: 's' } },
          { type: 'text', text: 'a' },
        ],
      },
    ],
    [
      'a failed tool',
      new ToolMessage({ tool_call_id: 'c1', name: 's', status: 'error', content: 'no' }),
      { role: 'tool', toolCallId: 'c1', name: 's', content: 'no', isError: true },
    ],
    [
      'tool content in blocks of text',
      new ToolMessage({
        tool_call_id: 'c1',
        name: 's',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      }),
      { role: 'tool', toolCallId: 'c1', name: 's', content: 'a\nb', isError: false },
    ],
    [
      'other structured tool content, as JSON',
      new ToolMessage({ tool_call_id: 'c1', name: 's', content: [{ type: 'ship', mast: 3 }] }),
      { role: 'tool', toolCallId: 'c1', name: 's', content: '[{"type":"ship","mast":3}]', isError: false },
    ],
  ])('converts %s', (_, message, plain) => {
    expect(messageFromLangChain(message)).toEqual(plain);
  });

  it.each([
    ['a message type', new ChatMessage('hi', 'narrator'), 'generic'],
    ['human content', new HumanMessage({ content: [{ type: 'hologram' }] }), 'hologram'],
  ])('refuses %s it does not know, by name', (_, message, offender) => {
    expect(() => messageFromLangChain(message)).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID', message: expect.stringContaining(offender) }),
    );
  });
});

describe('messagesFrom', () => {
  it('keeps instances and makes instances of the rest', () => {
    const given = new HumanMessage('a');
    const [same, human, ai] = messagesFrom([given, { role: 'user', content: 'b' }, ['ai', 'c']]);
    expect(same).toBe(given);
    expect(human).toBeInstanceOf(HumanMessage);
    expect(ai).toBeInstanceOf(AIMessage);
  });

  it('names the place of what is no message', () => {
    expect(() => messagesFrom([{ role: 'user', content: 'a' }, { nothing: true } as never])).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('messages[1]') }),
    );
  });
});

describe('answerMessage', () => {
  it('makes one string of text, and puts reasoning under the key asked for', () => {
    const answer = answerMessage(
      done([
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ]),
      { ...form, reasoningKey: 'reasoning' },
    );
    expect(answer).toBeInstanceOf(AIMessageChunk);
    expect(answer).toMatchObject({ id: 'm1', content: 'ab', additional_kwargs: { reasoning: 'hm' } });
    expect(answer.response_metadata).toEqual({ model_provider: 'openai', finish_reason: 'stop' });
  });

  it('tells valid calls from malformed ones', () => {
    const answer = answerMessage(
      done([
        { type: 'tool-call', id: 'c1', name: 's', args: { q: 1 } },
        { type: 'tool-call', id: 'c2', name: 's', args: {}, invalid: 'not json' },
      ]),
      form,
    );
    expect(answer.tool_calls).toEqual([{ type: 'tool_call', id: 'c1', name: 's', args: { q: 1 } }]);
    expect(answer.invalid_tool_calls).toMatchObject([{ id: 'c2', name: 's', args: 'not json' }]);
    expect(withParsableCalls(answer)).toMatchObject({
      id: 'm1',
      tool_calls: [{ id: 'c1' }, { id: 'c2', name: 's', args: {} }],
    });
  });

  it('keeps blocks where the provider has blocks, and comes back to the same plain message', () => {
    const content: DoneEvent['message']['content'] = [
      { type: 'reasoning', text: 'hm', signature: 'c2ln' },
      { type: 'text', text: 'look' },
      { type: 'tool-call', id: 'c1', name: 's', args: { q: 1 } },
    ];
    const answer = answerMessage(done(content), { ...form, shape: 'blocks' });
    expect(answer.content).toEqual([
      { index: 0, type: 'thinking', thinking: 'hm', signature: 'c2ln' },
      { index: 1, type: 'text', text: 'look' },
      { index: 2, type: 'tool_use', id: 'c1', name: 's', input: '{"q":1}' },
    ]);
    expect(messageFromLangChain(answer)).toEqual({ role: 'assistant', content });
  });

  it('reports usage under the names hosts bill by', () => {
    const usage = { input: 10, output: 5, total: 15, cacheRead: 4, cacheWrite: 1, reasoning: 2 };
    expect(answerMessage({ ...done([]), usage }, form).usage_metadata).toEqual({
      input_tokens: 10,
      output_tokens: 5,
      total_tokens: 15,
      input_token_details: { cache_read: 4, cache_creation: 1 },
      output_token_details: { reasoning: 2 },
    });
  });
});

describe('chunkOf', () => {
  it('gives chunks that add up to the answer', () => {
    const chunks = [
      { type: 'reasoning-delta', block: 0, text: 'hm' },
      { type: 'text-delta', block: 1, text: 'a' },
      { type: 'text-delta', block: 1, text: 'b' },
      { type: 'tool-call-start', block: 2, index: 0, id: 'c1', name: 's', args: '' },
      { type: 'tool-call-delta', block: 2, index: 0, args: '{"q":1}' },
      { type: 'usage', usage: { input: 1, output: 2, total: 3 } },
    ] as const;
    const whole = chunks
      .map((event) => chunkOf(event, form))
      .reduce((sum, chunk) => (sum && chunk ? sum.concat(chunk) : sum));
    expect(whole).toMatchObject({
      id: 'm1',
      content: 'ab',
      additional_kwargs: { reasoning_content: 'hm' },
      tool_calls: [{ id: 'c1', name: 's', args: { q: 1 } }],
      usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
    });
    expect(chunkOf({ type: 'text-end', block: 1 }, form)).toBeUndefined();
  });
});
