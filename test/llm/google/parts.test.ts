import { describe, expect, it } from 'vitest';
import { grammarProblems } from '../../conformance/llm-event-grammar.ts';
import { chunk, doneOf, partsOf, read, received } from './support.ts';
import { hello } from '../wire.ts';

const signed = (thoughtSignature: string) => ({ extra: { google: { thoughtSignature } } });
const STOP = { finishReason: 'STOP' };

describe('signatures of Gemini', () => {
  it('close the run of text that they are of, so that none is lost', async () => {
    const { message } = await doneOf(
      chunk([{ text: 'a' }]),
      chunk([{ text: 'b', thoughtSignature: 's1' }, { text: 'c' }]),
      chunk([{ text: '', thoughtSignature: 's2' }, { text: 'd' }], STOP),
    );
    expect(message.content).toEqual([
      { type: 'text', text: 'ab', ...signed('s1') },
      { type: 'text', text: 'c', ...signed('s2') },
      { type: 'text', text: 'd' },
    ]);
  });

  it('are those of thoughts where a thought brings them', async () => {
    const { message } = await doneOf(
      chunk([{ text: 'hm', thought: true }]),
      chunk([
        { text: '', thought: true, thoughtSignature: 's1' },
        { text: 'a', thoughtSignature: 's2' },
      ]),
      chunk([], STOP),
    );
    expect(message.content).toEqual([
      { type: 'reasoning', text: 'hm', ...signed('s1') },
      { type: 'text', text: 'a', ...signed('s2') },
    ]);
  });

  it.each([
    ['after a call', [{ text: 'a' }, { functionCall: { name: 'look' } }], { text: '', thoughtSignature: 's' }],
    ['of thoughts after text', [{ text: 'a' }], { text: '', thought: true, thoughtSignature: 's' }],
    ['before anything', [], { text: '', thoughtSignature: 's' }],
  ])('keep their place %s', async (_, before, lone) => {
    const { message } = await doneOf(chunk([...before, lone], STOP));
    expect(message.content.at(-1)).toEqual({ type: 'provider', wire: 'google', block: lone });
    expect(message.content).toHaveLength(before.length + 1);
  });

  it('go back as they came, and with what they are of', async () => {
    const parts = [
      { text: 'hm', thought: true, thoughtSignature: 's1' },
      { text: 'a', thoughtSignature: 's2' },
      { text: 'b' },
      { executableCode: { language: 'PYTHON', code: '1' }, thoughtSignature: 's3' },
      { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
      { inlineData: { mimeType: 'image/png', data: 'AAAA' }, thoughtSignature: 's4' },
      { text: '', thoughtSignature: 's5' },
    ];
    const { message } = await doneOf(chunk(parts, STOP));
    const [, turn] = partsOf(await received({ messages: [...hello.messages, message] }));
    expect(turn).toEqual(parts);
  });

  it('follow the grammar of events, whatever is in between', async () => {
    const events = await read(
      chunk([{ text: 'a', thoughtSignature: 's1' }, { text: 'b' }, { functionCall: { name: 'look', args: {} } }]),
      chunk([{ text: 'c', thought: true }, {}, { inlineData: { mimeType: 'image/png', data: '' } }], STOP),
    );
    expect(grammarProblems(events)).toEqual([]);
    expect(events.filter(({ type }) => type.endsWith('-start')).map(({ type }) => type)).toEqual([
      'text-start',
      'text-start',
      'tool-call-start',
      'reasoning-start',
    ]);
  });
});

describe('arguments of a call of Gemini', () => {
  it.each<[string, object, object]>([
    ['are none where there are none', {}, { args: {} }],
    ['are none where they are nothing', { args: null }, { args: {} }],
    ['are kept where they are no object', { args: [1] }, { args: {}, invalid: '[1]' }],
  ])('%s', async (_, given, expected) => {
    const { message } = await doneOf(chunk([{ functionCall: { name: 'look', ...given } }], STOP));
    expect(message.content).toEqual([
      { type: 'tool-call', id: expect.stringMatching(/^call_/), name: 'look', ...expected },
    ]);
  });

  it('have an end', async () => {
    const args = { text: 'x'.repeat(9 * 1024 * 1024) };
    expect((await read(chunk([{ functionCall: { name: 'look', args } }], STOP))).at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'LLM_TOOL_ARGUMENTS_LIMIT', retryable: false },
    });
  });
});

describe('what Gemini says beside its answer', () => {
  it('is not forgotten when a later chunk tells less', async () => {
    const { usage, metadata } = await doneOf(
      {
        ...chunk([{ text: 'a' }], { groundingMetadata: { webSearchQueries: ['ships'] } }),
        usageMetadata: { promptTokenCount: 8, thoughtsTokenCount: 4, candidatesTokenCount: 1 },
        modelVersion: 'gemini-x',
      },
      {
        ...chunk([{ text: 'b' }], { ...STOP, groundingMetadata: { searchEntryPoint: { renderedContent: '<p>' } } }),
        usageMetadata: { candidatesTokenCount: 3, cachedContentTokenCount: null },
      },
    );
    expect(usage).toEqual({ input: 8, output: 7, total: 15, reasoning: 4 });
    expect(metadata).toMatchObject({
      model_name: 'gemini-x',
      groundingMetadata: { webSearchQueries: ['ships'], searchEntryPoint: { renderedContent: '<p>' } },
    });
  });

  it.each<[string, unknown, object | undefined]>([
    ['a word', 'many', undefined],
    ['words', { promptTokenCount: '5', candidatesTokenCount: 2 }, { input: 0, output: 2, total: 2 }],
  ])('is worth less than the answer where counts are %s', async (_, usageMetadata, expected) => {
    expect((await doneOf({ ...chunk([{ text: 'a' }], STOP), usageMetadata })).usage).toEqual(expected);
  });
});
