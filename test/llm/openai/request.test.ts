import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/base/index.ts';
import type { LLMRequest } from '../../../src/llm/index.ts';
import { collect, hello, openAIWire, transcript, wholeAnswer } from '../wire.ts';
import { type ReceivedRequest, sendStream, wireServer } from '../wire-server.ts';

type Options = Parameters<typeof openAIWire.client>[0];

/** What the server gets for a request. */
async function received(request: LLMRequest, options: Options = {}): Promise<ReceivedRequest> {
  const server = await wireServer((response) =>
    sendStream(response, [wholeAnswer(openAIWire, transcript(openAIWire, 'text'))]),
  );
  await collect(openAIWire.client({ baseURL: `${server.origin}/v1`, ...options }).stream(request));
  const [only] = server.requests;
  if (only === undefined || server.requests.length > 1) throw new Error(`${server.requests.length} requests`);
  return only;
}

const messagesSent = async (messages: readonly Message[]): Promise<unknown> =>
  (await received({ messages })).body['messages'];

describe('a Chat Completions request', () => {
  it('is a stream with usage and nothing that was not asked for', async () => {
    const { path, headers, body } = await received(hello);
    expect(path).toBe('/v1/chat/completions');
    expect(headers).toMatchObject({ authorization: 'Bearer test-key', 'content-type': 'application/json' });
    expect(body).toEqual({
      model: 'gpt-4o-mini',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: 'Hello' }],
    });
  });

  it('carries every option under its name on the wire', async () => {
    const { body, headers } = await received(hello, {
      model: undefined,
      modelName: 'local-model',
      apiKey: undefined,
      openAIApiKey: 'other-key',
      temperature: 0,
      maxTokens: 64,
      topP: 0.5,
      stop: 'END',
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
      streamUsage: false,
      configuration: { defaultHeaders: { 'x-tenant': 'blue' }, organization: 'org-1' },
      modelKwargs: { reasoning_effort: 'low', temperature: 1 },
    });
    expect(headers).toMatchObject({
      authorization: 'Bearer other-key',
      'x-tenant': 'blue',
      'openai-organization': 'org-1',
    });
    expect(body).toEqual({
      model: 'local-model',
      stream: true,
      messages: [{ role: 'user', content: 'Hello' }],
      temperature: 1,
      max_tokens: 64,
      top_p: 0.5,
      stop: ['END'],
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      reasoning_effort: 'low',
    });
  });

  it.each(['o3-mini', 'gpt-5', 'gpt-5-nano'])('limits the completion tokens of %s', async (model) => {
    const { body } = await received(hello, { model, maxTokens: 64 });
    expect(body).toMatchObject({ max_completion_tokens: 64 });
    expect(body).not.toHaveProperty('max_tokens');
  });

  it('ignores options it does not know', async () => {
    const host = { streaming: true, provider: 'openAI', fallbacks: [], promptCache: true, useResponsesApi: undefined };
    const { body } = await received(hello, host);
    expect(Object.keys(body).sort()).toEqual(['messages', 'model', 'stream', 'stream_options']);
  });

  it('tells of tools', async () => {
    const parameters = { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] };
    const { body } = await received({
      ...hello,
      tools: [
        { name: 'search', description: 'Finds ships.', parameters },
        { name: 'now', parameters: { type: 'object' } },
      ],
    });
    expect(body['tools']).toEqual([
      { type: 'function', function: { name: 'search', description: 'Finds ships.', parameters } },
      { type: 'function', function: { name: 'now', parameters: { type: 'object' } } },
    ]);
  });

  it('leaves tools out where there are none', async () => {
    expect((await received({ ...hello, tools: [] })).body).not.toHaveProperty('tools');
  });

  it('has every kind of message', async () => {
    const sent = await messagesSent([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', signature: 's' },
          { type: 'text', text: 'Let me ' },
          { type: 'text', text: 'look.' },
          { type: 'tool-call', id: 'call_1', name: 'look', args: { deep: true } },
          { type: 'tool-call', id: 'call_2', name: 'look', args: {}, invalid: '{"deep": ' },
        ],
      },
      { role: 'tool', toolCallId: 'call_1', name: 'look', content: 'a ship' },
      { role: 'tool', toolCallId: 'call_2', content: 'arguments are not JSON', isError: true },
      { role: 'assistant', content: [{ type: 'text', text: 'A ship.' }] },
      { role: 'user', content: [] },
    ]);
    expect(sent).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"deep":true}' } },
          { id: 'call_2', type: 'function', function: { name: 'look', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'a ship' },
      { role: 'tool', tool_call_id: 'call_2', content: 'arguments are not JSON' },
      { role: 'assistant', content: 'A ship.' },
    ]);
  });

  it('has null content where the model only called tools', async () => {
    const call = { type: 'tool-call', id: 'a', name: 'now', args: {} } as const;
    const result = { role: 'tool', toolCallId: 'a', content: '12:00' } as const;
    expect(await messagesSent([{ role: 'assistant', content: [call] }, result])).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'now', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: '12:00' },
    ]);
  });

  it('sends a conversation that grows, old messages unchanged', async () => {
    const first: Message = { role: 'user', content: [{ type: 'text', text: 'One' }] };
    const before = await messagesSent([first]);
    const after = await messagesSent([first, { role: 'assistant', content: [{ type: 'text', text: 'Two' }] }]);
    expect(after).toEqual([...(before as unknown[]), { role: 'assistant', content: 'Two' }]);
  });

  it('has files and audio by content', async () => {
    const sent = await messagesSent([
      {
        role: 'user',
        content: [
          { type: 'file', url: 'data:application/pdf;base64,AAAA', mediaType: 'application/pdf', name: 'a.pdf' },
          { type: 'file', url: 'data:application/pdf;base64,AAAA', mediaType: 'application/pdf' },
          { type: 'file', url: 'data:audio/mpeg;base64,BBBB', mediaType: 'audio/mpeg' },
        ],
      },
    ]);
    expect(sent).toMatchObject([
      {
        content: [
          { type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA', filename: 'a.pdf' } },
          { type: 'file', file: { filename: 'file.pdf' } },
          { type: 'input_audio', input_audio: { data: 'BBBB', format: 'mp3' } },
        ],
      },
    ]);
  });

  it.each([
    ['a file by address', { type: 'file', url: 'https://example.org/a.pdf', mediaType: 'application/pdf' }],
    ['audio of another kind', { type: 'file', url: 'data:audio/flac;base64,AAAA', mediaType: 'audio/flac' }],
  ] as const)('refuses %s at once', (_, part) => {
    expect(() => openAIWire.client({}).stream({ messages: [{ role: 'user', content: [part] }] })).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID', provider: 'openAI' }),
    );
  });

  it('shows what a tool returned beside text behind all results of the turn', async () => {
    const call = (id: string) => ({ type: 'tool-call', id, name: 'look', args: {} }) as const;
    const sent = await messagesSent([
      { role: 'assistant', content: [call('a'), call('b')] },
      {
        role: 'tool',
        toolCallId: 'a',
        content: [
          { type: 'text', text: 'one' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
        ],
      },
      { role: 'tool', toolCallId: 'b', content: 'two' },
    ]);
    expect((sent as { role: string }[]).map(({ role }) => role)).toEqual(['assistant', 'tool', 'tool', 'user']);
    expect(sent).toMatchObject([
      {},
      { tool_call_id: 'a', content: 'one' },
      { tool_call_id: 'b', content: 'two' },
      { content: [{ type: 'text' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
    ]);
  });

  it.each([
    ['auto', 'auto'],
    ['none', 'none'],
    ['required', 'required'],
    [{ name: 'look' }, { type: 'function', function: { name: 'look' } }],
  ] as const)('says with tool choice %j what the model may do', async (toolChoice, expected) => {
    const { body } = await received({ ...hello, tools: [{ name: 'look', parameters: {} }], toolChoice });
    expect(body['tool_choice']).toEqual(expected);
    expect((await received({ ...hello, toolChoice })).body, 'without tools').not.toHaveProperty('tool_choice');
  });

  it('holds an answer to a schema, strictly where the schema allows it', async () => {
    const loose = { type: 'object', properties: { ship: { type: 'string' } } };
    const strict = { ...loose, required: ['ship'], additionalProperties: false };
    const format = async (schema: object, given?: boolean) =>
      (await received({ ...hello, output: { name: 'ship', schema: { ...schema }, strict: given } })).body[
        'response_format'
      ];
    expect(await format(loose)).toEqual({
      type: 'json_schema',
      json_schema: { name: 'ship', schema: loose, strict: false },
    });
    expect(await format(strict)).toMatchObject({ json_schema: { strict: true } });
    expect(await format(strict, false)).toMatchObject({ json_schema: { strict: false } });
  });

  it('is the same for a conversation of another provider, but for what only that one understands', async () => {
    const sent = await messagesSent([
      { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', signature: 's' },
          { type: 'provider', wire: 'anthropic', block: { type: 'server_tool_use' } },
          { type: 'text', text: 'They float.', extra: { anthropic: { citations: [{}] } } },
        ],
      },
      { role: 'assistant', content: [{ type: 'reasoning', text: 'Only thought.' }] },
    ]);
    expect(sent).toEqual([
      { role: 'user', content: 'Go' },
      { role: 'assistant', content: 'They float.' },
    ]);
  });
});
