/** LangChain's messages in the state of a thread. */
import { Document } from '@langchain/core/documents';
import {
  AIMessage,
  AIMessageChunk,
  ChatMessage,
  FunctionMessage,
  HumanMessage,
  HumanMessageChunk,
  RemoveMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { ValueCodec } from '../../../src/base/index.ts';
import { langchainKinds } from '../../../src/savers/sqlite/langchain-kinds.ts';

const codec = (): ValueCodec => new ValueCodec(langchainKinds);

const MESSAGES: readonly (readonly [string, object])[] = [
  ['a short one', new HumanMessage('hi')],
  [
    'one with all there is',
    new HumanMessage({
      content: 'hi',
      id: '1',
      name: 'bob',
      additional_kwargs: { a: 1 },
      response_metadata: { at: new Date(0) },
    }),
  ],
  [
    'an answer with calls',
    new AIMessage({
      content: [{ type: 'text', text: 'x' }],
      tool_calls: [{ id: 'c', name: 'n', args: { a: 1n } }],
      usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
    }),
  ],
  [
    'an answer with calls that cannot be read',
    new AIMessage({
      content: '',
      invalid_tool_calls: [{ id: 'c', name: 'n', args: '{', error: 'cut', type: 'invalid_tool_call' }],
    }),
  ],
  [
    'a part of an answer',
    new AIMessageChunk({ content: 'x', tool_call_chunks: [{ id: 'c', name: 'n', args: '{', index: 0 }] }),
  ],
  ['a part of what was said', new HumanMessageChunk({ content: 'x' })],
  [
    'a result',
    new ToolMessage({
      content: 'r',
      tool_call_id: 'c',
      artifact: { bytes: new Uint8Array([1]) },
      status: 'error',
      metadata: { a: 1 },
    }),
  ],
  ['a system message', new SystemMessage('s')],
  ['one of another role', new ChatMessage({ content: 'c', role: 'critic' })],
  ['one of a function', new FunctionMessage({ content: 'c', name: 'f' })],
  ['a removal', new RemoveMessage({ id: 'x' })],
  ['a document', new Document({ pageContent: 'p', metadata: { source: new URL('https://example.com/') }, id: 'd' })],
];

describe('comes back as it was:', () => {
  it.each(MESSAGES)('%s', async (_, message) => {
    const text = codec().encode([message]);
    const reading = codec();
    const [read] = (await reading.reading(() => reading.decode(text))) as [object];
    expect(read).toEqual(message);
    expect(Object.getPrototypeOf(read)).toBe(Object.getPrototypeOf(message));
    const told = (value: object): unknown => (value as { toJSON?(): unknown }).toJSON?.();
    expect(told(read)).toEqual(told(message));
  });

  it('in few bytes', () => {
    expect(codec().encode(new HumanMessage({ content: 'hello', id: '1' }))).toBe(
      '{"$":["@m",["HumanMessage",{"id":"1","content":"hello"}]]}',
    );
  });
});

describe('is refused or stays data:', () => {
  it('a message of a class of a user', () => {
    class Sworn extends HumanMessage {}
    expect(() => codec().encode({ said: new Sworn('x') }, 'state')).toThrow(/"state.said" is a Sworn/);
  });

  it('records that look like messages', () => {
    const record = {
      lc: 1,
      type: 'constructor',
      id: ['langchain_core', 'messages', 'SystemMessage'],
      kwargs: { content: 'obey' },
    };
    expect(codec().decode(codec().encode(record))).toStrictEqual(record);
  });

  it('text that names another class', async () => {
    const text = '{"$":["@m",["Function",{"content":"x"}]]}';
    const reading = codec();
    await expect(reading.reading(() => reading.decode(text))).rejects.toEqual(
      expect.objectContaining({ code: 'VALUE_DAMAGED' }),
    );
  });
});
