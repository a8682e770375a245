import { describe, expect, it } from 'vitest';
import type { LLMEvent, LLMRequest } from '../../../src/llm/index.ts';
import { anthropicWire, collect, eventsOf, fetchOf, hello, transcript, wholeAnswer } from '../wire.ts';
import { sendJSON, wireServer } from '../wire-server.ts';

const read = (chunks: readonly object[]): Promise<LLMEvent[]> => eventsOf(anthropicWire, chunks);
const readFile = (name: string): Promise<LLMEvent[]> => read(transcript(anthropicWire, name));

const start = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    content: [],
    usage: { input_tokens: 1, output_tokens: 1 },
  },
};
const end = (stop_reason: string | null, stop_sequence: string | null = null): object[] => [
  { type: 'message_delta', delta: { stop_reason, stop_sequence }, usage: { output_tokens: 2 } },
  { type: 'message_stop' },
];
const toolTurn = (...parts: string[]): object[] => [
  start,
  { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} } },
  ...parts.map((partial_json) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'input_json_delta', partial_json },
  })),
  { type: 'content_block_stop', index: 0 },
  ...end('tool_use'),
];

describe('Messages stream events', () => {
  it('become text with usage and metadata', async () => {
    const usage = { input: 132, output: 12, total: 144, cacheRead: 100, cacheWrite: 7, reasoning: undefined };
    expect(await readFile('text')).toEqual([
      { type: 'start', id: 'msg_text1', model: 'claude-haiku-4-5-20251001', shape: 'string' },
      { type: 'text-start', block: 0 },
      ...['Grüße', ' aus', ' 東京', ' 🚢', '!'].map((text) => ({ type: 'text-delta', block: 0, text })),
      { type: 'text-end', block: 0 },
      { type: 'usage', usage },
      {
        type: 'done',
        finishReason: 'stop',
        message: { role: 'assistant', content: [{ type: 'text', text: 'Grüße aus 東京 🚢!' }] },
        usage,
        metadata: {
          id: 'msg_text1',
          type: 'message',
          role: 'assistant',
          model: 'claude-haiku-4-5-20251001',
          stop_reason: 'end_turn',
          stop_sequence: null,
          usage: {
            input_tokens: 25,
            cache_creation_input_tokens: 7,
            cache_read_input_tokens: 100,
            output_tokens: 12,
            service_tier: 'standard',
          },
        },
      },
    ]);
  });

  it('become thinking, ciphertext, text and tool calls, numbered as on the wire', async () => {
    const events = await readFile('thinking-and-tools');
    expect(events.slice(1, -2)).toEqual([
      { type: 'reasoning-start', block: 0 },
      { type: 'reasoning-delta', block: 0, text: 'Two things' },
      { type: 'reasoning-delta', block: 0, text: ' to look up.' },
      { type: 'reasoning-delta', block: 0, text: '', signature: 'EqQBCkYIBxgCKkA=' },
      { type: 'reasoning-end', block: 0 },
      { type: 'reasoning-start', block: 1 },
      { type: 'reasoning-delta', block: 1, text: '', redacted: 'EmwKAhgBEgy3va3p' },
      { type: 'reasoning-end', block: 1 },
      { type: 'text-start', block: 2 },
      { type: 'text-delta', block: 2, text: 'Let me look.' },
      { type: 'text-end', block: 2 },
      { type: 'tool-call-start', block: 3, index: 0, id: 'toolu_weather', name: 'get_weather', args: '' },
      { type: 'tool-call-delta', block: 3, index: 0, args: '{"ci' },
      { type: 'tool-call-delta', block: 3, index: 0, args: 'ty": "Zürich"}' },
      {
        type: 'tool-call-end',
        block: 3,
        index: 0,
        call: { type: 'tool-call', id: 'toolu_weather', name: 'get_weather', args: { city: 'Zürich' } },
      },
      { type: 'tool-call-start', block: 4, index: 1, id: 'toolu_now', name: 'now', args: '' },
      {
        type: 'tool-call-end',
        block: 4,
        index: 1,
        call: { type: 'tool-call', id: 'toolu_now', name: 'now', args: {} },
      },
    ]);
    expect(events.at(-1)).toMatchObject({
      finishReason: 'tool-calls',
      usage: { input: 412, output: 89, total: 501, cacheRead: 0, cacheWrite: 0, reasoning: 30 },
      message: {
        content: [
          { type: 'reasoning', text: 'Two things to look up.', signature: 'EqQBCkYIBxgCKkA=' },
          { type: 'reasoning', text: '', redacted: 'EmwKAhgBEgy3va3p' },
          { type: 'text', text: 'Let me look.' },
          { id: 'toolu_weather' },
          { id: 'toolu_now' },
        ],
      },
    });
  });

  it('hand on the blocks of tools that the provider runs, and the citations of a text', async () => {
    const call = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'ships' } };
    const found = { type: 'web_search_result', title: 'Ships', url: 'https://example.org/', encrypted_content: 'x' };
    const result = {
      type: 'web_search_tool_result',
      tool_use_id: 'srvtoolu_1',
      content: [{ ...found, page_age: null }],
    };
    const citation = {
      type: 'web_search_result_location',
      cited_text: 'Ships float',
      url: 'https://example.org/',
      title: 'Ships',
      encrypted_index: 'y',
    };
    const content = [
      { type: 'provider', wire: 'anthropic', block: call },
      { type: 'provider', wire: 'anthropic', block: result },
      { type: 'text', text: 'They float.', extra: { anthropic: { citations: [citation] } } },
    ];
    const events = await readFile('server-tool');
    expect(events.filter((event) => 'block' in event)).toEqual([
      { type: 'provider-block', block: 0, part: content[0] },
      { type: 'provider-block', block: 1, part: content[1] },
      { type: 'text-start', block: 2 },
      { type: 'text-delta', block: 2, text: 'They float.' },
      { type: 'text-end', block: 2 },
    ]);
    expect(events.at(-1)).toMatchObject({ finishReason: 'pause', message: { content } });
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'refusal'],
    ['pause_turn', 'pause'],
    ['whatever', 'other'],
    ['constructor', 'other'],
  ])('finish with %s as %s', async (wire, finishReason) => {
    expect((await read([start, ...end(wire)])).at(-1)).toMatchObject({
      type: 'done',
      finishReason,
      metadata: { stop_reason: wire },
    });
  });

  it('tell at which text the model stopped', async () => {
    expect((await read([start, ...end('stop_sequence', 'END')])).at(-1)).toMatchObject({
      metadata: { stop_sequence: 'END' },
    });
  });

  it.each(['{"x": ', '[1]', '"text"'])(
    'make a call invalid whose arguments are no JSON object: %s',
    async (invalid) => {
      const events = await read(toolTurn(invalid));
      expect(events.find((event) => event.type === 'tool-call-end')?.call).toEqual({
        type: 'tool-call',
        id: 'toolu_1',
        name: 'f',
        args: {},
        invalid,
      });
    },
  );

  it('give a call an id that has none, and drop one without a name', async () => {
    const call = (index: number, fields: object): object[] => [
      { type: 'content_block_start', index, content_block: { type: 'tool_use', input: {}, ...fields } },
      { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: '{}' } },
      { type: 'content_block_stop', index },
    ];
    const events = await read([
      start,
      ...call(0, { id: 'a', name: '' }),
      ...call(1, { name: 'f' }),
      ...end('tool_use'),
    ]);
    const content = [{ type: 'tool-call', id: expect.stringMatching(/^call_[\w-]{24}$/), name: 'f', args: {} }];
    expect(events.at(-1)).toMatchObject({ type: 'done', message: { content } });
  });

  it('take arguments that are there from the start', async () => {
    const [, block, ...rest] = toolTurn();
    const whole = { ...block, content_block: { type: 'tool_use', id: 'toolu_1', name: 'f', input: { x: 1 } } };
    const events = await read([start, whole, ...rest]);
    expect(events.find((event) => event.type === 'tool-call-end')?.call).toMatchObject({ args: { x: 1 } });
  });

  it.each<[string, object[]]>([
    [
      'for a block that never began',
      [{ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{' } }],
    ],
    [
      'after the end of its block',
      [
        ...toolTurn('{}').slice(1, 4),
        { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{' } },
      ],
    ],
    [
      'of another kind than its block',
      [...toolTurn().slice(1, 2), { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } }],
    ],
    ['that begins a block twice', [...toolTurn().slice(1, 2), ...toolTurn().slice(1, 2)]],
  ])('are malformed with content %s', async (_, chunks) => {
    expect((await read([start, ...chunks, ...end('end_turn')])).at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'LLM_STREAM_MALFORMED', cause: expect.any(TypeError) },
    });
  });
});

describe('the shape of the content', () => {
  const tools = [{ name: 'f', parameters: { type: 'object' } }];
  const thinking = { type: 'enabled', budget_tokens: 1024 } as const;

  it.each<[string, string, Parameters<typeof anthropicWire.client>[0], Partial<LLMRequest>]>([
    ['string', 'neither tools nor thinking', {}, {}],
    ['string', 'an empty list of tools', {}, { tools: [] }],
    ['string', 'thinking switched off', { thinking: { type: 'disabled' } }, {}],
    ['blocks', 'tools', {}, { tools }],
    ['blocks', 'thinking', { thinking }, {}],
  ])('is %s with %s', async (shape, _, options, request) => {
    const fetch = fetchOf([wholeAnswer(anthropicWire, transcript(anthropicWire, 'text'))]);
    const [first] = await collect(anthropicWire.client({ ...options, fetch }).stream({ ...hello, ...request }));
    expect(first).toMatchObject({ type: 'start', shape });
  });
});

describe('an answer that is not streamed', () => {
  it('says the same events', async () => {
    const message = {
      ...start.message,
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
        { type: 'text', text: 'Let me look.' },
        { type: 'tool_use', id: 'toolu_1', name: 'f', input: { x: 1 } },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 4, output_tokens: 6 },
    };
    const server = await wireServer((response) => sendJSON(response, 200, message));
    const client = anthropicWire.client({ baseURL: server.origin, streaming: false, maxTokens: 64_000 });
    const events = await collect(client.stream(hello));
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
      finishReason: 'tool-calls',
      usage: { input: 4, output: 6, total: 10 },
      message: { content: [{ signature: 'EqQB' }, { text: 'Let me look.' }, { args: { x: 1 } }] },
    });
    expect(server.requests[0]?.body).toMatchObject({ stream: false });
  });
});

describe('a fetch that disregards its signal', () => {
  it('does not keep an aborted call waiting', async () => {
    const controller = new AbortController();
    const client = anthropicWire.client({ fetch: () => new Promise(() => undefined) });
    const events = collect(client.stream({ ...hello, signal: controller.signal }));
    controller.abort();
    expect(await events).toMatchObject([{ type: 'error', error: { name: 'AbortError' } }]);
  });
});
