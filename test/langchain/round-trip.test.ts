/** Plain → LangChain → storage → plain: what an answer is made of comes back. */
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerMessage, messageFromLangChain, messageToLangChain } from '../../src/langchain/index.ts';
import type { AssistantPart, DoneEvent, Extra } from '../../src/llm/index.ts';

const word = fc.string({ minLength: 1, maxLength: 8 });
const signature = word.map((thoughtSignature): Extra => ({ google: { thoughtSignature } }));
const item = fc.tuple(fc.uuid(), fc.array(word, { minLength: 1, maxLength: 3 }), fc.option(word, { nil: undefined }));

const parts: readonly fc.Arbitrary<AssistantPart>[] = [
  fc
    .tuple(word, fc.option(signature, { nil: undefined }))
    .map(([text, extra]) => ({ type: 'text', text, ...(extra && { extra }) })),
  fc.tuple(word, word).map(([text, url]) => ({ type: 'text', text, extra: { anthropic: { citations: [{ url }] } } })),
  fc
    .tuple(word, word)
    .map(([text, id]) => ({ type: 'text', text, extra: { openai: { id: `msg_${id}`, annotations: [{ id }] } } })),
  fc.tuple(word, word).map(([text, proof]) => ({ type: 'reasoning', text, signature: proof })),
  fc.tuple(word, signature).map(([text, extra]) => ({ type: 'reasoning', text, extra })),
  word.map((redacted) => ({ type: 'reasoning', text: '', redacted })),
  item.map(([id, texts, encrypted_content]) => ({
    type: 'reasoning',
    text: texts.join('\n\n'),
    extra: {
      openai: {
        id,
        summary: texts.map((text) => ({ type: 'summary_text', text })),
        ...(encrypted_content !== undefined && { encrypted_content }),
      },
    },
  })),
  fc.constantFrom<AssistantPart>(
    { type: 'provider', wire: 'anthropic', block: { type: 'server_tool_use', id: 's', name: 'n', input: { q: 'x' } } },
    { type: 'provider', wire: 'anthropic', block: { type: 'web_search_tool_result', tool_use_id: 's', content: [] } },
    { type: 'provider', wire: 'google', block: { executableCode: { code: '1' } } },
    { type: 'provider', wire: 'google', block: { codeExecutionResult: { output: '1' } } },
    { type: 'provider', wire: 'openai', block: { type: 'web_search_call', id: 'w' } },
    { type: 'provider', wire: 'langchain', block: { type: 'image', url: 'https://a/1.png' } },
  ),
  fc
    .tuple(
      fc.uuid(),
      word,
      fc.constantFrom<Extra | undefined>(undefined, { google: { thoughtSignature: 'g' } }, { openai: { id: 'fc_1' } }),
    )
    .map(([id, name, extra]) => ({ type: 'tool-call', id, name, args: { a: 1 }, ...(extra && { extra }) })),
  fc.tuple(fc.uuid(), word).map(([id, name]) => ({ type: 'tool-call', id, name, args: {}, invalid: '{"a' })),
];
const answers = fc.array(fc.oneof(...parts), { maxLength: 8 });

const done = (content: readonly AssistantPart[]): DoneEvent => ({
  type: 'done',
  finishReason: 'stop',
  message: { role: 'assistant', content },
  metadata: {},
});
const form = { id: 'm', reasoningKey: 'reasoning_content', modelProvider: 'any' } as const;

/** The message as a saver gives it back: another object, of the same data. */
function stored(message: AIMessageChunk): BaseMessage {
  const { id, content, additional_kwargs, response_metadata, tool_calls, invalid_tool_calls } = message;
  const data = { id, content, additional_kwargs, response_metadata };
  const copy = new AIMessageChunk(JSON.parse(JSON.stringify(data)) as never);
  copy.tool_calls = JSON.parse(JSON.stringify(tool_calls)) as NonNullable<AIMessageChunk['tool_calls']>;
  copy.invalid_tool_calls = JSON.parse(JSON.stringify(invalid_tool_calls)) as never;
  return copy;
}

/** What stands beside the content has lost its place in it. */
function sorted(content: readonly AssistantPart[]): string[] {
  const inOrder = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return content.map((part) => JSON.stringify(part, inOrder)).sort();
}

const partsOf = (message: BaseMessage): readonly AssistantPart[] =>
  messageFromLangChain(message).content as readonly AssistantPart[];

describe('an answer', () => {
  it('is the same plain message again while it is the same object', () => {
    fc.assert(
      fc.property(answers, fc.constantFrom('string', 'blocks'), (content, shape) => {
        const { message, ...rest } = done(content);
        const answer = answerMessage({ message, ...rest }, { ...form, shape } as never);
        expect(messageFromLangChain(answer)).toBe(message);
      }),
    );
  });

  it('comes back whole from storage, as blocks', () => {
    fc.assert(
      fc.property(answers, (content) => {
        const answer = answerMessage(done(content), { ...form, shape: 'blocks' });
        expect(sorted(partsOf(stored(answer)))).toEqual(sorted(content));
      }),
      { numRuns: 500 },
    );
  });

  it('comes back from storage as one string, with what proves its parts', () => {
    const signed = answerMessage(
      done([
        { type: 'reasoning', text: 'Hm' },
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b', extra: { google: { thoughtSignature: 'g' } } },
        { type: 'tool-call', id: 'c', name: 'f', args: {} },
      ]),
      { ...form, shape: 'string' },
    );
    expect(signed.content).toBe('ab');
    expect(partsOf(stored(signed))).toEqual([
      { type: 'reasoning', text: 'Hm' },
      { type: 'text', text: 'ab', extra: { google: { thoughtSignature: 'g' } } },
      { type: 'tool-call', id: 'c', name: 'f', args: {} },
    ]);
  });

  it('is blocks, whatever its shape, where one string would lose something', () => {
    fc.assert(
      fc.property(answers, (content) => {
        const answer = answerMessage(done(content), { ...form, shape: 'string' });
        const texts = (list: readonly AssistantPart[]): string =>
          list.map((part) => (part.type === 'text' ? part.text : '')).join('');
        const others = (list: readonly AssistantPart[]): AssistantPart[] =>
          list.filter(
            (part) =>
              part.type === 'provider' ||
              part.type === 'tool-call' ||
              (part.type === 'reasoning' && (part.signature ?? part.redacted) !== undefined),
          );
        const back = partsOf(stored(answer));
        expect(texts(back)).toBe(texts(content));
        expect(sorted(others(back))).toEqual(sorted(others(content)));
      }),
      { numRuns: 300 },
    );
  });

  it('is read anew where a hook has changed it', () => {
    const answer = answerMessage(done([{ type: 'text', text: 'secret' }]), { ...form, shape: 'string' });
    answer.content = 'hidden';
    expect(partsOf(answer)).toEqual([{ type: 'text', text: 'hidden' }]);
  });

  it('of another provider is told to a LangChain model as what every class understands', () => {
    const answer = answerMessage(
      done([
        { type: 'reasoning', text: 'Hm', signature: 's' },
        { type: 'text', text: 'I look.' },
        { type: 'provider', wire: 'anthropic', block: { type: 'server_tool_use', id: 's' } },
        { type: 'tool-call', id: 'c', name: 'f', args: { a: 1 } },
      ]),
      { ...form, shape: 'blocks' },
    );
    const plain = messageFromLangChain(answer);
    const calls = [{ type: 'tool_call', id: 'c', name: 'f', args: { a: 1 } }];
    expect(messageToLangChain(plain)).toMatchObject({ content: 'I look.', tool_calls: calls, additional_kwargs: {} });
    expect(messageToLangChain(plain)).toBe(messageToLangChain(plain));
    expect(messageToLangChain(plain, 'bedrock')).toMatchObject({ content: 'I look.', tool_calls: calls });
    expect(messageToLangChain(plain, 'anthropic')).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 's' },
        { type: 'text', text: 'I look.' },
        { type: 'server_tool_use', id: 's' },
      ],
      tool_calls: calls,
    });
  });

  it('that comes from storage is told anew to a class that would fail at it', () => {
    const answer = answerMessage(
      done([
        { type: 'text', text: 'I look.' },
        { type: 'tool-call', id: 'c', name: 'f', args: {}, extra: { google: { thoughtSignature: 'g' } } },
      ]),
      { ...form, shape: 'blocks', modelProvider: 'anthropic' },
    );
    const message = stored(answer);
    const plain = messageFromLangChain(message);
    expect(messageToLangChain(plain)).toBe(message);
    expect(messageToLangChain(plain, 'anthropic')).toBe(message);
    expect(messageToLangChain(plain, 'bedrock')).toMatchObject({ content: 'I look.', tool_calls: [{ id: 'c' }] });
    expect(messageToLangChain(plain, 'google')).toMatchObject({
      content: 'I look.',
      additional_kwargs: { __gemini_function_call_thought_signatures__: { c: 'g' } },
    });
    const own = stored(
      answerMessage(done([{ type: 'reasoning', text: 'a', signature: 's' }]), {
        ...form,
        shape: 'blocks',
        modelProvider: 'bedrock-converse',
      }),
    );
    expect(messageToLangChain(messageFromLangChain(own), 'bedrock')).toBe(own);
  });
});
