import { describe, expect, it } from 'vitest';
import type { LLMEvent } from '../../../src/llm/index.ts';
import { collect, eventsOf, hello, openAIWire, transcript } from '../wire.ts';
import { sendJSON, wireServer } from '../wire-server.ts';

const read = (chunks: readonly object[]): Promise<LLMEvent[]> => eventsOf(openAIWire, chunks);
const readFile = (name: string): Promise<LLMEvent[]> => read(transcript(openAIWire, name));

const chunk = (delta: object, finish_reason: string | null = null): object => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
});
const fragment = (call: object): object => chunk({ tool_calls: [call] });
const toolTurn = (...fragments: object[]): object[] => [...fragments.map(fragment), chunk({}, 'tool_calls')];
const callsOf = (events: readonly LLMEvent[]): unknown[] =>
  events.filter((event) => event.type === 'tool-call-end').map((event) => event.call);

describe('Chat Completions chunks', () => {
  it('become text with usage and metadata', async () => {
    expect(await readFile('text')).toEqual([
      { type: 'start', id: 'chatcmpl-text1', model: 'gpt-4o-mini-2024-07-18', shape: 'string' },
      { type: 'text-start', block: 0 },
      ...['Grüße', ' aus', ' 東京', ' 🚢', '!'].map((text) => ({ type: 'text-delta', block: 0, text })),
      { type: 'text-end', block: 0 },
      { type: 'usage', usage: { input: 31, output: 9, total: 40, cacheRead: 16, cacheWrite: undefined, reasoning: 0 } },
      {
        type: 'done',
        finishReason: 'stop',
        message: { role: 'assistant', content: [{ type: 'text', text: 'Grüße aus 東京 🚢!' }] },
        usage: { input: 31, output: 9, total: 40, cacheRead: 16, cacheWrite: undefined, reasoning: 0 },
        metadata: {
          finish_reason: 'stop',
          model_name: 'gpt-4o-mini-2024-07-18',
          system_fingerprint: 'fp_0a1b2c',
          service_tier: 'default',
          usage: expect.objectContaining({ prompt_tokens: 31, completion_tokens: 9, total_tokens: 40 }),
        },
      },
    ]);
  });

  it('become parallel tool calls', async () => {
    const events = await readFile('parallel-tools');
    expect(events.filter((event) => event.type.startsWith('tool-call'))).toEqual([
      { type: 'tool-call-start', block: 1, index: 0, id: 'call_weather', name: 'get_weather', args: '' },
      { type: 'tool-call-delta', block: 1, index: 0, args: '{"ci' },
      { type: 'tool-call-delta', block: 1, index: 0, args: 'ty":"Zürich"}' },
      { type: 'tool-call-start', block: 2, index: 1, id: 'call_time', name: 'get_time', args: '' },
      { type: 'tool-call-delta', block: 2, index: 1, args: '{"zone"' },
      { type: 'tool-call-delta', block: 2, index: 1, args: ':"CET"}' },
      {
        type: 'tool-call-end',
        block: 1,
        index: 0,
        call: { type: 'tool-call', id: 'call_weather', name: 'get_weather', args: { city: 'Zürich' } },
      },
      {
        type: 'tool-call-end',
        block: 2,
        index: 1,
        call: { type: 'tool-call', id: 'call_time', name: 'get_time', args: { zone: 'CET' } },
      },
    ]);
    expect(events.at(-1)).toMatchObject({
      finishReason: 'tool-calls',
      usage: { input: 82, output: 45, total: 127 },
      message: { content: [{ type: 'text', text: 'Let me look.' }, { id: 'call_weather' }, { id: 'call_time' }] },
    });
  });

  it.each([
    ['reasoning-content', '17 × 23 = 391.', 'It is 391.'],
    ['reasoning', 'Short thought.', 'Yes.'],
  ])('become reasoning before text (%s)', async (name, reasoning, text) => {
    const events = await readFile(name);
    expect(events.map((event) => event.type).filter((type) => !type.endsWith('delta'))).toEqual([
      'start',
      'reasoning-start',
      'reasoning-end',
      'text-start',
      'text-end',
      'usage',
      'done',
    ]);
    expect(events.at(-1)).toMatchObject({
      message: {
        content: [
          { type: 'reasoning', text: reasoning },
          { type: 'text', text },
        ],
      },
    });
  });

  it('count reasoning tokens', async () => {
    expect((await readFile('reasoning-content')).at(-1)).toMatchObject({
      usage: { input: 12, output: 25, total: 37, reasoning: 18 },
    });
  });

  it('end without usage where the server gives none', async () => {
    const events = await read([chunk({ content: 'Hi' }), chunk({}, 'stop')]);
    expect(events.map((event) => event.type)).toEqual(['start', 'text-start', 'text-delta', 'text-end', 'done']);
    expect(events.at(-1)).toMatchObject({ usage: undefined, metadata: { finish_reason: 'stop', model_name: 'm' } });
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'content-filter'],
    ['whatever', 'other'],
    ['constructor', 'other'],
  ])('finish with %s as %s', async (wire, finishReason) => {
    expect((await read([chunk({}, wire)])).at(-1)).toMatchObject({
      type: 'done',
      finishReason,
      metadata: { finish_reason: wire },
    });
  });

  it('give the words of a refusal as text', async () => {
    expect((await read([chunk({ refusal: "I can't" }), chunk({}, 'stop')])).at(-1)).toMatchObject({
      finishReason: 'refusal',
      message: { content: [{ type: 'text', text: "I can't" }] },
    });
  });

  it('may begin without choices, id and model', async () => {
    const events = await read([
      { id: '', model: '', choices: [], prompt_filter_results: [] },
      chunk({ content: 'Hi' }, 'stop'),
    ]);
    expect(events[0]).toEqual({ type: 'start', id: 'c', model: 'm', shape: 'string' });
    expect(events.at(-1)?.type).toBe('done');
  });

  it('begin a new block when text goes on after a tool call', async () => {
    const events = await read([
      chunk({ content: 'a' }),
      fragment({ index: 0, id: 'x', function: { name: 'f', arguments: '{}' } }),
      chunk({ content: 'b' }, 'tool_calls'),
    ]);
    expect(events.filter((event) => event.type === 'text-start').map((event) => event.block)).toEqual([0, 2]);
  });
});

describe('tool call fragments', () => {
  it.each<[string, object[]]>([
    [
      'as OpenAI sends them',
      [
        { index: 0, id: 'a', function: { name: 'f', arguments: '' } },
        { index: 0, function: { arguments: '{"x":1}' } },
        { index: 1, id: 'b', function: { name: 'g', arguments: '{}' } },
      ],
    ],
    [
      'interleaved',
      [
        { index: 0, id: 'a', function: { name: 'f', arguments: '{"x"' } },
        { index: 1, id: 'b', function: { name: 'g', arguments: '{' } },
        { index: 0, function: { arguments: ':1}' } },
        { index: 1, function: { arguments: '}' } },
      ],
    ],
    [
      'all numbered 0',
      [
        { index: 0, id: 'a', function: { name: 'f', arguments: '{"x":1}' } },
        { index: 0, id: 'b', function: { name: 'g', arguments: '{}' } },
      ],
    ],
    [
      'without numbers',
      [
        { id: 'a', function: { name: 'f', arguments: '{"x"' } },
        { function: { arguments: ':1}' } },
        { id: 'b', function: { name: 'g', arguments: '{}' } },
      ],
    ],
    [
      'with id and name repeated',
      [
        { index: 0, id: 'a', function: { name: 'f', arguments: '{"x"' } },
        { index: 0, id: 'a', function: { name: 'f', arguments: ':1}' } },
        { index: 1, id: 'b', function: { name: 'g', arguments: '{}' } },
      ],
    ],
    [
      'with the name after the arguments began',
      [
        { index: 0, id: 'a', function: { arguments: '{"x"' } },
        { index: 0, function: { name: 'f', arguments: ':1}' } },
        { index: 1, id: 'b', function: { name: 'g' } },
      ],
    ],
  ])('%s make two calls', async (_, fragments) => {
    expect(callsOf(await read(toolTurn(...fragments)))).toEqual([
      { type: 'tool-call', id: 'a', name: 'f', args: { x: 1 } },
      { type: 'tool-call', id: 'b', name: 'g', args: {} },
    ]);
  });

  it('without an id get one each', async () => {
    const events = await read(
      toolTurn({ function: { name: 'f', arguments: '{}' } }, { function: { name: 'f', arguments: '{}' } }),
    );
    const ids = callsOf(events).map((call) => (call as { id: string }).id);
    expect(ids).toEqual([expect.stringMatching(/^call_[\w-]{24}$/), expect.stringMatching(/^call_[\w-]{24}$/)]);
    expect(new Set(ids).size).toBe(2);
  });

  it('without a name are dropped', async () => {
    const events = await read(
      toolTurn(
        { index: 0, id: 'a', function: { arguments: '{}' } },
        { index: 1, id: 'b', function: { name: 'g', arguments: '{}' } },
      ),
    );
    expect(callsOf(events)).toEqual([{ type: 'tool-call', id: 'b', name: 'g', args: {} }]);
    expect(events.at(-1)).toMatchObject({ type: 'done', message: { content: [{ id: 'b' }] } });
  });

  it.each(['{"x": ', '[1]', '"text"', 'null', '12', '{"x":1}{"x":2}'])(
    'that are no JSON object are invalid: %s',
    async (invalid) => {
      const events = await read(toolTurn({ index: 0, id: 'a', function: { name: 'f', arguments: invalid } }));
      expect(callsOf(events)).toEqual([{ type: 'tool-call', id: 'a', name: 'f', args: {}, invalid }]);
      expect(events.at(-1)).toMatchObject({ type: 'done', message: { content: [{ invalid }] } });
    },
  );

  it.each(['', ' ', '\n'])('that are blank stand for {}: %j', async (blank) => {
    const events = await read(toolTurn({ index: 0, id: 'a', function: { name: 'f', arguments: blank } }));
    expect(callsOf(events)).toEqual([{ type: 'tool-call', id: 'a', name: 'f', args: {} }]);
  });
});

describe('an answer that is not streamed', () => {
  const completion = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1760000000,
    model: 'gpt-4o-mini',
    choices: [
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: 'Let me look.',
          reasoning_content: 'Hm.',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }],
        },
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  };

  it('says the same events', async () => {
    const server = await wireServer((response) => sendJSON(response, 200, completion));
    const events = await collect(openAIWire.client({ baseURL: server.origin, streaming: false }).stream(hello));
    expect(events.map((event) => event.type)).toEqual([
      'start',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-end',
      'tool-call-start',
      'tool-call-end',
      'usage',
      'done',
    ]);
    expect(events.at(-1)).toMatchObject({
      usage: { input: 1, output: 2, total: 3 },
      message: { content: [{}, {}, { args: { x: 1 } }] },
    });
    expect(server.requests[0]?.body).toEqual({
      model: 'gpt-4o-mini',
      stream: false,
      messages: [{ role: 'user', content: 'Hello' }],
    });
  });

  it('is not done without a finish reason', async () => {
    const [choice] = completion.choices;
    const cut = { ...completion, choices: [{ ...choice, finish_reason: null }] };
    const server = await wireServer((response) => sendJSON(response, 200, cut));
    const events = await collect(openAIWire.client({ baseURL: server.origin, streaming: false }).stream(hello));
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE' } });
  });
});
