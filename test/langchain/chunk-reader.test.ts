/** Chunks of any LangChain model, whole calls and fragments, good and bad → events and the whole message. */
import { AIMessage, type AIMessageChunk } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { chatModelClient } from '../../src/langchain/index.ts';
import { collect, hello } from '../llm/wire.ts';
import { chunk, OwnModel, play } from './own-model.ts';

const piece = (fields: object): AIMessageChunk => chunk({ tool_call_chunks: [{ type: 'tool_call_chunk', ...fields }] });
describe('tool calls', () => {
  const callsOf = async (chunks: readonly (AIMessageChunk | AIMessage)[]): Promise<unknown> =>
    (await play(chunks)).done.message.content.filter(({ type }) => type === 'tool-call');
  const call = (id: string, args: object): object => ({ type: 'tool-call', id, name: 'look', args });

  it.each<[string, (AIMessageChunk | AIMessage)[], object[]]>([
    ['whole', [chunk({ tool_calls: [{ id: 'a', name: 'look', args: { at: 1 } }] })], [call('a', { at: 1 })]],
    [
      'in pieces, and whole again at the end',
      [
        piece({ index: 0, id: 'a', name: 'look', args: '{"at"' }),
        piece({ index: 0, args: ':1}' }),
        chunk({ tool_calls: [{ id: 'a', name: 'look', args: { at: 1 } }] }),
      ],
      [call('a', { at: 1 })],
    ],
    [
      'numbered by words',
      [
        piece({ index: 'x', id: 'a', name: 'look', args: '{"at"' }),
        piece({ index: 'y', id: 'b', name: 'look', args: '{' }),
        piece({ index: 'x', args: ':1}' }),
        piece({ index: 'y', args: '}' }),
      ],
      [call('a', { at: 1 }), call('b', {})],
    ],
    ['without a name', [piece({ index: 0, id: 'a', args: '{}' })], []],
    [
      'of a whole message',
      [new AIMessage({ content: '', tool_calls: [{ id: 'a', name: 'look', args: {} }] })],
      [call('a', {})],
    ],
    [
      'that are malformed',
      [piece({ index: 0, id: 'a', name: 'look', args: '{"at":"se' })],
      [{ ...call('a', {}), invalid: '{"at":"se' }],
    ],
  ])('are understood %s', async (_, chunks, calls) => {
    expect(await callsOf(chunks)).toEqual(calls);
  });

  it('get ids where the model gives none', async () => {
    const calls = await callsOf([
      chunk({
        tool_calls: [
          { name: 'look', args: {} },
          { name: 'look', args: { at: 1 } },
        ],
      }),
    ]);
    expect(calls).toMatchObject([
      call(expect.stringMatching(/^call_/) as never, {}),
      call(expect.stringMatching(/^call_/) as never, { at: 1 }),
    ]);
  });
});

describe('the end', () => {
  it.each<[object, string]>([
    [{}, 'stop'],
    [{ finish_reason: 'stop' }, 'stop'],
    [{ finish_reason: 'tool_calls' }, 'stop'],
    [{ finish_reason: 'length' }, 'length'],
    [{ stop_reason: 'max_tokens' }, 'length'],
    [{ finishReason: 'MAX_TOKENS' }, 'length'],
    [{ finishReason: 'SAFETY' }, 'content-filter'],
    [{ done_reason: 'stop' }, 'stop'],
    [{ stopReason: 'end_turn' }, 'stop'],
    [{ stop_reason: 'refusal' }, 'refusal'],
    [{ stop_reason: 'pause_turn' }, 'pause'],
    [{ finish_reason: 'something_new' }, 'other'],
    [{ finish_reason: null, done_reason: 7 }, 'stop'],
    [{ incomplete_details: { reason: 'content_filter' } }, 'content-filter'],
  ])('%j is %s', async (response_metadata, reason) => {
    const { done } = await play([chunk({ content: 'a' }), chunk({ response_metadata })]);
    expect(done.finishReason).toBe(reason);
  });

  it('says metadata as it came last, under any name', async () => {
    const response_metadata = JSON.parse('{"model_name":"m","__proto__":{"polluted":true}}') as Record<string, unknown>;
    const { done } = await play([
      chunk({ content: 'a', response_metadata }),
      chunk({ response_metadata: { model_name: 'm' } }),
    ]);
    expect(done.metadata).toMatchObject({ model_name: 'm' });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(done.metadata)).toBe(Object.prototype);
  });

  it('without a single chunk is no answer', async () => {
    expect(await collect(chatModelClient(new OwnModel([[]])).stream(hello))).toMatchObject([
      { type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE' } },
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['blocks that are none', { content: [null, 7, 'a', { type: 7 }, {}] }],
    [
      'text that is none',
      {
        content: [
          { type: 'text', text: 7 },
          { type: 'thinking', thinking: null },
        ],
      },
    ],
    [
      'kwargs of any kind',
      {
        additional_kwargs: {
          reasoning: 7,
          reasoning_details: 'x',
          tool_outputs: [null],
          __openai_function_call_ids__: 'x',
        },
      },
    ],
    ['summaries that are none', { additional_kwargs: { reasoning: { id: 'rs', summary: [null, { text: 7 }] } } }],
  ])('survives %s', async (_, fields) => {
    const { done } = await play([chunk(fields), chunk({ content: 'fine' })]);
    expect(done.message.content.at(-1)).toEqual({ type: 'text', text: 'fine' });
  });
});
