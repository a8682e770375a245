import { describe, expect, it } from 'vitest';
import { collect, eventsOf, hello, transcript } from '../wire.ts';
import { sendJSON, wireServer } from '../wire-server.ts';
import { answerOf, chunk, read } from './support.ts';
import { googleWire } from './wire.ts';

describe('chunks of Gemini', () => {
  it('are text, with usage counted once', async () => {
    const events = await eventsOf(googleWire, transcript(googleWire, 'text'));
    expect(events.filter(({ type }) => type === 'usage')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({
      finishReason: 'stop',
      message: { content: [{ type: 'text', text: 'Hello.' }] },
      usage: { input: 8, output: 3, total: 11, cacheRead: 4 },
      metadata: { finish_reason: 'STOP', id: 'resp-g1', model_name: 'gemini-2.5-flash' },
    });
  });

  it('are thoughts, text and parallel calls with signatures', async () => {
    const { message, usage, finishReason } = await answerOf('thinking-and-tools');
    expect(finishReason).toBe('tool-calls');
    expect(usage).toMatchObject({ input: 20, output: 50, reasoning: 20, total: 70 });
    expect(message.content).toEqual([
      { type: 'reasoning', text: '**Look** twice.' },
      { type: 'text', text: 'I look.' },
      {
        type: 'tool-call',
        id: 'fc-1',
        name: 'look',
        args: { at: 'sea' },
        extra: { google: { thoughtSignature: 'CiQB' } },
      },
      { type: 'tool-call', id: 'fc-2', name: 'look', args: { at: 'sky' } },
    ]);
  });

  it('are a turn of Gemini 3, with each signature where it came', async () => {
    const { message, usage, finishReason } = await answerOf('signed-turn');
    expect(finishReason).toBe('tool-calls');
    expect(usage).toMatchObject({ input: 31, output: 131, reasoning: 81, total: 162 });
    const call = { type: 'tool-call', name: 'look' };
    expect(message.content).toEqual([
      {
        type: 'reasoning',
        text: '**Planning the look**\n\nBoth the sea and the sky matter; I ask for both at once.\n',
      },
      {
        type: 'text',
        text: 'Let me look at both — 海と空.',
        extra: { google: { thoughtSignature: 'EqUDCqIDAXLI2nz1' } },
      },
      { ...call, id: 'call-g3-1', args: { at: 'sea' }, extra: { google: { thoughtSignature: 'EtYFCtMFAXLI2nx7' } } },
      { ...call, id: 'call-g3-2', args: { at: 'sky' } },
      { ...call, id: 'call-g3-3', name: 'now', args: {} },
    ]);
  });

  it('are pictures, those of thoughts too', async () => {
    const { message } = await answerOf('image');
    expect(message.content.map((part) => (part.type === 'provider' ? part.block : part.type))).toEqual([
      'reasoning',
      { inlineData: { mimeType: 'image/jpeg', data: '/9j/4AAQSkZJRg==' }, thought: true },
      'text',
      { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' }, thoughtSignature: 'Eo4CCosCAXLI2nwp' },
    ]);
  });

  it('have calls without ids, which get some', async () => {
    const call = { functionCall: { name: 'look', args: { at: 'sea' } } };
    const last = (await read(chunk([call, call], { finishReason: 'STOP' }))).at(-1);
    const ids =
      last?.type === 'done' ? last.message.content.map((part) => (part.type === 'tool-call' ? part.id : '')) : [];
    expect(new Set(ids).size).toBe(2);
    expect(ids).toEqual([expect.stringMatching(/^call_/), expect.stringMatching(/^call_/)]);
  });

  it('hand on what Google runs by itself, and where it looked', async () => {
    const { message, metadata, usage } = await answerOf('search');
    expect(message.content).toEqual([
      { type: 'provider', wire: 'google', block: { executableCode: { language: 'PYTHON', code: 'print(6*7)' } } },
      { type: 'provider', wire: 'google', block: { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '42\n' } } },
      { type: 'text', text: 'It is 42.', extra: { google: { thoughtSignature: 'CiQC' } } },
    ]);
    expect(metadata).toMatchObject({ groundingMetadata: { webSearchQueries: ['ships'] } });
    expect(usage?.input).toBe(38);
  });

  it('end by a filter', async () => {
    expect(await answerOf('filtered')).toMatchObject({
      finishReason: 'content-filter',
      metadata: { finish_reason: 'SAFETY' },
    });
  });

  it.each([
    ['MAX_TOKENS', 'length'],
    ['RECITATION', 'content-filter'],
    ['LANGUAGE', 'other'],
    ['constructor', 'other'],
  ])('finish with %s as %s', async (finishReason, expected) => {
    expect((await read(chunk([{ text: 'a' }], { finishReason }))).at(-1)).toMatchObject({
      type: 'done',
      finishReason: expected,
    });
  });

  it.each([
    ['MALFORMED_FUNCTION_CALL', 'LLM_STREAM_MALFORMED'],
    ['UNEXPECTED_TOOL_CALL', 'LLM_STREAM_MALFORMED'],
    ['MALFORMED_RESPONSE', 'LLM_STREAM_MALFORMED'],
    ['CONTINUATION', 'LLM_STREAM_INCOMPLETE'],
  ])('that end with %s are the error %s, to be tried again', async (finishReason, code) => {
    const events = await read(chunk([{ text: 'a' }], { finishReason }));
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      error: { code, retryable: true, message: expect.stringContaining(finishReason) },
    });
  });

  it('tell of a prompt that was blocked', async () => {
    const events = await read({
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 3 },
    });
    expect(events).toMatchObject([{ type: 'error', error: { code: 'LLM_CONTENT_FILTERED', retryable: false } }]);
  });

  it.each([
    ['a text that is none', chunk([{ text: 5 }])],
    ['a call without a name', chunk([{ functionCall: {} }])],
    ['parts that are no list', chunk('parts')],
    ['parts that are nothing', chunk([null])],
  ])('with %s are malformed', async (_, broken) => {
    expect((await read(broken)).at(-1)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_MALFORMED' } });
  });

  it('are one where the answer was not streamed', async () => {
    const server = await wireServer((response) =>
      sendJSON(response, 200, chunk([{ text: 'Hi' }], { finishReason: 'STOP' })),
    );
    const client = await googleWire.client({ baseURL: server.origin, streaming: false });
    expect((await collect(client.stream(hello))).at(-1)).toMatchObject({
      type: 'done',
      message: { content: [{ text: 'Hi' }] },
    });
    expect(server.requests[0]?.path).toContain(':generateContent');
  });
});
