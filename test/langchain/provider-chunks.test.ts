/** Chunks as the LangChain classes of several providers make them of their streams → events and the whole message. */
import type { AIMessageChunk } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { blockChunks, chunk, play } from './own-model.ts';

const usage = (input_tokens: number, output_tokens: number) => ({
  usage_metadata: { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens },
});

describe('an answer', () => {
  it('of Anthropic has its thinking, the tools of the server, its citations and its reason', async () => {
    const json = (index: number, text: string): AIMessageChunk =>
      chunk({
        content: [{ index, type: 'input_json_delta', input: text }],
        tool_call_chunks: [{ index, args: text }],
      });
    const { events, done } = await play([
      chunk({
        content: [],
        id: 'msg_1',
        additional_kwargs: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude' },
        ...usage(10, 1),
      }),
      ...blockChunks([
        { index: 0, type: 'thinking', thinking: '', signature: '' },
        { index: 0, type: 'thinking', thinking: 'Hm' },
        { index: 0, type: 'thinking', signature: 'EqQB' },
        { index: 1, type: 'server_tool_use', id: 'srv', name: 'web_search', input: '' },
      ]),
      json(1, '{"query":'),
      json(1, '"ships"}'),
      ...blockChunks([
        {
          index: 2,
          type: 'web_search_tool_result',
          tool_use_id: 'srv',
          content: [{ url: 'https://a' }],
          input: undefined,
        },
        { index: 3, type: 'text', text: '' },
        { index: 3, type: 'text', text: 'A ' },
        { index: 3, type: 'text', text: 'ship.' },
        { index: 3, type: 'text', citations: [{ url: 'https://a' }] },
        { index: 4, type: 'text', text: 'Two.' },
      ]),
      chunk({
        content: [{ index: 5, type: 'tool_use', id: 'c', name: 'look', input: '' }],
        tool_call_chunks: [{ index: 5, id: 'c', name: 'look', args: '' }],
      }),
      json(5, '{"at":"sea"}'),
      chunk({ content: [], additional_kwargs: { stop_reason: 'tool_use', stop_sequence: null }, ...usage(0, 24) }),
    ]);
    expect(events[0]).toEqual({ type: 'start', id: 'msg_1', model: 'own', shape: 'blocks' });
    expect(done.message.content).toEqual([
      { type: 'reasoning', text: 'Hm', signature: 'EqQB' },
      {
        type: 'provider',
        wire: 'anthropic',
        block: { type: 'server_tool_use', id: 'srv', name: 'web_search', input: { query: 'ships' } },
      },
      {
        type: 'provider',
        wire: 'anthropic',
        block: { type: 'web_search_tool_result', tool_use_id: 'srv', content: [{ url: 'https://a' }] },
      },
      { type: 'text', text: 'A ship.', extra: { anthropic: { citations: [{ url: 'https://a' }] } } },
      { type: 'text', text: 'Two.' },
      { type: 'tool-call', id: 'c', name: 'look', args: { at: 'sea' } },
    ]);
    expect(done).toMatchObject({ finishReason: 'tool-calls', metadata: { stop_reason: 'tool_use', model: 'claude' } });
    expect(done.usage).toMatchObject({ input: 10, output: 25, total: 35 });
    expect(events.filter(({ type }) => type === 'text-start')).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'provider-block')).toHaveLength(2);
  });

  it("of OpenAI's Responses API has its items in their order, and its reasoning once", async () => {
    const thought = (text: string, index: number): AIMessageChunk =>
      chunk({
        content: [{ type: 'reasoning', reasoning: text, index }],
        additional_kwargs: { reasoning: { type: 'reasoning', summary: [{ type: 'summary_text', text, index }] } },
      });
    const chunks = [
      chunk({ content: [], additional_kwargs: { reasoning: { id: 'rs_1', type: 'reasoning', summary: [] } } }),
      thought('One', 0),
      thought('Two', 1),
      chunk({ content: [], additional_kwargs: { reasoning: { encrypted_content: 'gAAA' } } }),
      chunk({ content: [], additional_kwargs: { tool_outputs: [{ type: 'web_search_call', id: 'ws_1' }] } }),
      ...blockChunks([
        { type: 'text', text: 'I ', index: 0 },
        { type: 'text', text: 'look.', index: 0 },
      ]),
      chunk({
        content: [],
        tool_call_chunks: [{ type: 'tool_call_chunk', index: 3, id: 'call_1', name: 'look', args: '{}' }],
        additional_kwargs: { __openai_function_call_ids__: { call_1: 'fc_1' } },
      }),
    ];
    const reasoning = {
      type: 'reasoning',
      text: 'One\n\nTwo',
      extra: {
        openai: {
          id: 'rs_1',
          summary: [
            { type: 'summary_text', text: 'One' },
            { type: 'summary_text', text: 'Two' },
          ],
          encrypted_content: 'gAAA',
        },
      },
    };
    const search = { type: 'provider', wire: 'openai', block: { type: 'web_search_call', id: 'ws_1' } };
    const call = { type: 'tool-call', id: 'call_1', name: 'look', args: {}, extra: { openai: { id: 'fc_1' } } };
    const { events, done } = await play(chunks);
    expect(done.message.content).toEqual([reasoning, search, { type: 'text', text: 'I look.' }, call]);
    expect(events.filter((event) => event.type === 'reasoning-delta').map(({ text }) => text)).toEqual(['One', 'Two']);

    const output = [
      { type: 'web_search_call', id: 'ws_1' },
      { type: 'reasoning', ...reasoning.extra.openai },
      {
        type: 'message',
        id: 'msg_1',
        content: [
          { type: 'output_text', text: 'I look.', annotations: [] },
          { type: 'refusal', refusal: 'No.' },
        ],
      },
      { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'look', arguments: '{}' },
    ];
    const whole = chunk({
      content: [],
      response_metadata: { output, incomplete_details: { reason: 'max_output_tokens' } },
    });
    const last = (await play([...chunks, whole])).done;
    expect(last.finishReason).toBe('length');
    expect(last.message.content).toEqual([
      search,
      reasoning,
      { type: 'text', text: 'I look.', extra: { openai: { id: 'msg_1' } } },
      { type: 'text', text: 'No.' },
      call,
    ]);
  });

  it('of older classes for it has reasoning beside the content alone', async () => {
    const summary = (text: string): AIMessageChunk =>
      chunk({
        additional_kwargs: { reasoning: { type: 'reasoning', summary: [{ type: 'summary_text', text, index: 0 }] } },
      });
    const { events } = await play([
      chunk({ additional_kwargs: { reasoning: { id: 'rs', summary: [] } } }),
      summary('H'),
      summary('m'),
    ]);
    expect(events.filter((event) => event.type === 'reasoning-delta').map(({ text }) => text)).toEqual(['H', 'm']);
  });

  it('of Gemini has its signatures, and pieces without a number are one text', async () => {
    const signatures = '__gemini_function_call_thought_signatures__';
    const google = { response_metadata: { model_provider: 'google-genai' } };
    const { done } = await play([
      chunk({ content: [{ type: 'thinking', thinking: 'H' }], ...google }),
      chunk({ content: [{ type: 'thinking', thinking: 'm', signature: 'Ct8B' }] }),
      chunk({ content: [{ type: 'text', text: 'I ' }] }),
      chunk({ content: [{ type: 'text', text: 'look.' }] }),
      chunk({ content: [{ type: 'executableCode', executableCode: { code: '1' } }] }),
      chunk({
        content: [{ type: 'functionCall', functionCall: { name: 'look', args: {} } }],
        tool_call_chunks: [
          { type: 'tool_call_chunk', id: 'a', name: 'look', args: '{}' },
          { type: 'tool_call_chunk', id: 'b', name: 'look', args: '{"at":1}' },
        ],
        additional_kwargs: { [signatures]: { a: 'CiQB' } },
        response_metadata: { finishReason: 'STOP' },
      }),
    ]);
    expect(done.finishReason).toBe('tool-calls');
    expect(done.message.content).toEqual([
      { type: 'reasoning', text: 'Hm', extra: { google: { thoughtSignature: 'Ct8B' } } },
      { type: 'text', text: 'I look.' },
      { type: 'provider', wire: 'google', block: { executableCode: { code: '1' } } },
      { type: 'tool-call', id: 'a', name: 'look', args: {}, extra: { google: { thoughtSignature: 'CiQB' } } },
      { type: 'tool-call', id: 'b', name: 'look', args: { at: 1 } },
    ]);
  });

  it('of Bedrock has its reasoning in blocks and its text as strings', async () => {
    const { done } = await play([
      chunk({ content: [{ type: 'reasoning', reasoning: 'H', index: 0 }] }),
      chunk({ content: [{ type: 'reasoning', reasoning: 'm', index: 0 }] }),
      chunk({ content: [{ type: 'reasoning', reasoning: '', signature: 'EqQB', index: 0 }] }),
      chunk({ content: [{ type: 'reasoning_content', redactedContent: 'AQID' }] }),
      chunk({ content: 'I ' }),
      chunk({ content: 'look.' }),
      chunk({ response_metadata: { messageStop: { stopReason: 'guardrail_intervened' } } }),
    ]);
    expect(done.finishReason).toBe('content-filter');
    expect(done.message.content).toEqual([
      { type: 'reasoning', text: 'Hm', signature: 'EqQB' },
      { type: 'reasoning', text: '', redacted: 'AQID' },
      { type: 'text', text: 'I look.' },
    ]);
  });

  it('of a gateway has what proves its reasoning', async () => {
    const { done } = await play([
      chunk({
        additional_kwargs: {
          reasoning_content: 'H',
          reasoning_details: [{ type: 'reasoning.text', text: 'H', index: 0 }],
        },
      }),
      chunk({
        additional_kwargs: {
          reasoning_content: 'm',
          reasoning_details: [{ type: 'reasoning.text', text: 'm', index: 0 }],
        },
      }),
      chunk({ content: 'Yes.' }),
    ]);
    const reasoning_details = [{ type: 'reasoning.text', text: 'Hm', index: 0 }];
    expect(done.message.content).toEqual([
      { type: 'reasoning', text: 'Hm', extra: { 'openai-chat': { reasoning_details } } },
      { type: 'text', text: 'Yes.' },
    ]);
  });

  it('keeps blocks that nobody knows, for the class that made them', async () => {
    const image = { type: 'image', mimeType: 'image/png', data: 'AAAA' };
    const { done } = await play([chunk({ content: [image] })]);
    expect(done.message.content).toEqual([{ type: 'provider', wire: 'langchain', block: image }]);
  });
});
