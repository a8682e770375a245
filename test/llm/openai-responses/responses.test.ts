import { describe, expect, it } from 'vitest';
import type { LLMEvent, LLMRequest, Message } from '../../../src/llm/index.ts';
import { usesResponsesApi } from '../../../src/llm/openai-responses/index.ts';
import { runLLMClientSuite } from '../../conformance/llm-client.ts';
import { runRetrySuite } from '../../conformance/llm-retries.ts';
import { runWireSuite } from '../../conformance/llm-wire.ts';
import { overWire } from '../over-wire.ts';
import { collect, eventsOf, fetchOf, hello, transcript, wholeAnswer } from '../wire.ts';
import { sendJSON, sendStream, wireServer } from '../wire-server.ts';
import { responsesChunks, responsesWire } from './wire.ts';

runWireSuite(responsesWire);
runRetrySuite(responsesWire);
runLLMClientSuite('the Responses API', (script) => overWire(responsesWire, responsesChunks(script), script));

const answerOf = async (name: string): Promise<Extract<LLMEvent, { type: 'done' }>> => {
  const last = (await eventsOf(responsesWire, transcript(responsesWire, name))).at(-1);
  if (last?.type !== 'done') throw new Error(`no answer, but ${JSON.stringify(last)}`);
  return last;
};
const read = (...chunks: object[]) =>
  collect(responsesWire.client({ fetch: fetchOf([wholeAnswer(responsesWire, chunks)]) }).stream(hello));
const [created = {}] = transcript(responsesWire, 'text');

describe('Responses events', () => {
  it('are text with usage and metadata', async () => {
    expect(await answerOf('text')).toMatchObject({
      finishReason: 'stop',
      message: { content: [{ type: 'text', text: 'Hello.', extra: { openai: { id: 'msg_1' } } }] },
      usage: { input: 70, output: 50, total: 120, cacheRead: 32, reasoning: 20 },
      metadata: { id: 'resp_1', model_name: 'gpt-5-2025-08-07', status: 'completed', service_tier: 'default' },
    });
  });

  it('are a summary of the reasoning, its paragraphs apart, and parallel calls', async () => {
    const summary = [
      { type: 'summary_text', text: '**Plan** Look twice.' },
      { type: 'summary_text', text: 'Then answer.' },
    ];
    const { finishReason, message } = await answerOf('reasoning-and-tools');
    expect(finishReason).toBe('tool-calls');
    expect(message.content).toEqual([
      {
        type: 'reasoning',
        text: '**Plan** Look twice.\n\nThen answer.',
        extra: { openai: { id: 'rs_1', summary, encrypted_content: 'gAAA' } },
      },
      { type: 'tool-call', id: 'call_sea', name: 'look', args: { at: 'sea' }, extra: { openai: { id: 'fc_1' } } },
      { type: 'tool-call', id: 'call_sky', name: 'look', args: { at: 'sky' }, extra: { openai: { id: 'fc_2' } } },
    ]);
  });

  it('hand on what the server does by itself, and citations', async () => {
    const { message } = await answerOf('web-search');
    expect(message.content).toMatchObject([
      { type: 'provider', wire: 'openai', block: { type: 'web_search_call', id: 'ws_1' } },
      { type: 'text', text: 'They float.', extra: { openai: { annotations: [{ url: 'https://example.org/' }] } } },
      { type: 'provider', wire: 'openai', block: { type: 'reasoning', encrypted_content: 'gBBB' } },
    ]);
  });

  it.each([
    ['refusal', 'refusal', 'I will not.'],
    ['incomplete', 'length', 'Once'],
  ])('of the transcript %s end with %s', async (name, finishReason, text) => {
    expect(await answerOf(name)).toMatchObject({ finishReason, message: { content: [{ text }] } });
  });

  it('have arguments that come only with the end of a call', async () => {
    const item = { id: 'fc_1', type: 'function_call', call_id: 'c', name: 'look', arguments: '{"at":"sea"}' };
    const response = { id: 'r', status: 'completed', output: [item] };
    for (const added of [
      [],
      [{ type: 'response.output_item.added', output_index: 0, item: { ...item, arguments: '' } }],
    ]) {
      const events = await read(
        created,
        ...added,
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.completed', response },
      );
      expect(events.at(-1)).toMatchObject({
        message: { content: [{ type: 'tool-call', id: 'c', args: { at: 'sea' } }] },
      });
    }
  });

  it.each([
    ['server_error', 'LLM_FAILED', true],
    ['rate_limit_exceeded', 'LLM_RATE_LIMITED', true],
    ['context_length_exceeded', 'LLM_CONTEXT_OVERFLOW', false],
    ['invalid_prompt', 'LLM_FAILED', false],
  ])('fail with %s as %s', async (code, expected, retryable) => {
    const failed = { type: 'response.failed', response: { id: 'r', status: 'failed', error: { code, message: 'no' } } };
    const broken = { type: 'error', code, message: 'no', param: null };
    for (const event of [failed, broken]) {
      expect((await read(created, event)).at(-1)).toMatchObject({
        type: 'error',
        error: { code: expected, retryable, message: 'no' },
      });
    }
  });

  it.each([
    [
      'text before the answer began',
      [{ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'a' }],
    ],
    [
      'text that is none',
      [created, { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 5 }],
    ],
    [
      'a call without a name',
      [created, { type: 'response.output_item.added', output_index: 0, item: { type: 'function_call' } }],
    ],
    [
      'arguments of no call',
      [created, { type: 'response.function_call_arguments.delta', output_index: 3, delta: '{' }],
    ],
    ['a beginning twice', [created, created]],
    ['an end without its answer', [created, { type: 'response.completed' }]],
  ])('with %s are malformed', async (_, chunks) => {
    expect((await read(...chunks)).at(-1)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_MALFORMED' } });
  });

  it('are the same for an answer that was not streamed', async () => {
    for (const name of ['text', 'reasoning-and-tools', 'web-search', 'refusal', 'incomplete']) {
      const { response } = transcript(responsesWire, name).at(-1) as { response: object };
      const server = await wireServer((answer) => sendJSON(answer, 200, response));
      const events = await collect(responsesWire.client({ baseURL: server.origin, streaming: false }).stream(hello));
      const { message, usage, finishReason } = await answerOf(name);
      const last = events.at(-1);
      expect(last).toMatchObject({ type: 'done', usage, finishReason });
      const plain = (content: readonly object[]) => JSON.parse(JSON.stringify(content)) as unknown;
      expect(last?.type === 'done' && plain(last.message.content)).toEqual(plain(message.content));
      expect(server.requests[0]?.body).toMatchObject({ stream: false });
    }
  });
});

describe('a Responses request', () => {
  const received = async (request: LLMRequest, options: object = {}) => {
    const server = await wireServer((response) =>
      sendStream(response, [wholeAnswer(responsesWire, transcript(responsesWire, 'text'))]),
    );
    await collect(responsesWire.client({ baseURL: server.origin, ...options }).stream(request));
    return server.requests[0] ?? { path: '', body: {} as Record<string, unknown> };
  };

  it('is a stream with the conversation and nothing that was not asked for', async () => {
    const { path, body } = await received(hello);
    expect(path).toBe('/responses');
    expect(body).toEqual({
      model: 'gpt-5',
      stream: true,
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }],
    });
  });

  it('carries every option under its name on the wire', async () => {
    const { body } = await received(hello, {
      maxTokens: 64,
      temperature: 1,
      topP: 0.5,
      reasoningEffort: 'low',
      reasoningSummary: 'auto',
      verbosity: 'low',
      zdrEnabled: true,
      serviceTier: 'flex',
      promptCacheKey: 'k',
      parallelToolCalls: false,
      truncation: 'auto',
      metadata: { a: 'b' },
      modelKwargs: { max_tool_calls: 3 },
    });
    expect(body).toMatchObject({
      max_output_tokens: 64,
      temperature: 1,
      top_p: 0.5,
      reasoning: { effort: 'low', summary: 'auto' },
      text: { verbosity: 'low' },
      store: false,
      include: ['reasoning.encrypted_content'],
      service_tier: 'flex',
      prompt_cache_key: 'k',
      parallel_tool_calls: false,
      truncation: 'auto',
      metadata: { a: 'b' },
      max_tool_calls: 3,
    });
  });

  it('has every kind of message', async () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'image', url: 'https://example.org/a.png' },
          { type: 'file', url: 'data:application/pdf;base64,AAAA', mediaType: 'application/pdf', name: 'a.pdf' },
          { type: 'file', url: 'https://example.org/a.pdf', mediaType: 'application/pdf' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'of another', signature: 's' },
          { type: 'text', text: 'Let me look.' },
          { type: 'tool-call', id: 'toolu.1', name: 'look', args: { at: 'sea' } },
        ],
      },
      {
        role: 'tool',
        toolCallId: 'toolu.1',
        content: [
          { type: 'text', text: 'here' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
        ],
      },
    ];
    const { body } = await received({ messages });
    const [, , , call, result] = body['input'] as { call_id?: string }[];
    expect(body['input']).toMatchObject([
      { role: 'system', content: 'Be brief.' },
      {
        content: [
          { type: 'input_image', image_url: 'https://example.org/a.png' },
          { type: 'input_file', file_data: 'data:application/pdf;base64,AAAA', filename: 'a.pdf' },
          { type: 'input_file', file_url: 'https://example.org/a.pdf' },
        ],
      },
      { role: 'assistant', content: 'Let me look.' },
      { type: 'function_call', name: 'look', arguments: '{"at":"sea"}' },
      { type: 'function_call_output', output: [{ type: 'input_text', text: 'here' }, { type: 'input_image' }] },
    ]);
    expect(call?.call_id).toMatch(/^toolu_1_[a-z0-9]{9}$/);
    expect(result?.call_id).toBe(call?.call_id);
  });

  it.each(['reasoning-and-tools', 'web-search'])(
    'gives the items of the transcript %s back as they were',
    async (name) => {
      const { message } = await answerOf(name);
      const results = message.content.flatMap((part): Message[] =>
        part.type === 'tool-call' ? [{ role: 'tool', toolCallId: part.id, content: 'a ship' }] : [],
      );
      const { response } = transcript(responsesWire, name).at(-1) as {
        response: { output: Record<string, unknown>[] };
      };
      const sent = async (options: object) =>
        (await received({ messages: [...hello.messages, message, ...results] }, options)).body['input'] as object[];
      const kept = response.output.map(({ status: _status, ...item }) =>
        item['type'] === 'message' ? { type: 'message', id: item['id'] } : item,
      );
      expect((await sent({})).slice(1, 1 + kept.length)).toMatchObject(kept);
      // Without the server's memory ids of calls mean nothing, and encrypted reasoning still goes along.
      const stateless = (await sent({ store: false })).slice(1, 1 + kept.length);
      const withoutCallId = ({ id, ...item }: Record<string, unknown>) =>
        item['type'] === 'function_call' ? item : { id, ...item };
      expect(stateless).toMatchObject(kept.map(withoutCallId));
      expect(stateless.filter((item) => 'call_id' in item && 'id' in item)).toEqual([]);
    },
  );

  it('tells of tools, its own and those of the server, and which must be called', async () => {
    const { body } = await received({
      ...hello,
      tools: [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }],
      providerTools: [{ type: 'web_search' }],
      toolChoice: { name: 'look' },
    });
    expect(body['tools']).toEqual([
      { type: 'function', name: 'look', description: 'Looks.', parameters: { type: 'object' }, strict: false },
      { type: 'web_search' },
    ]);
    expect(body['tool_choice']).toEqual({ type: 'function', name: 'look' });
    expect((await received({ ...hello, toolChoice: 'required' })).body).not.toHaveProperty('tool_choice');
  });

  it('holds an answer to a schema beside other wishes for the text', async () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    const { body } = await received({ ...hello, output: { name: 'ship', schema } }, { verbosity: 'low' });
    expect(body['text']).toEqual({
      verbosity: 'low',
      format: { type: 'json_schema', name: 'ship', schema, strict: true },
    });
  });

  it('refuses audio at once', () => {
    const part = { type: 'file', url: 'data:audio/wav;base64,AAAA', mediaType: 'audio/wav' } as const;
    expect(() => responsesWire.client({}).stream({ messages: [{ role: 'user', content: [part] }] })).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID' }),
    );
  });
});

it.each<[object, boolean]>([
  [{ model: 'gpt-4o' }, false],
  [{ model: 'gpt-4o', useResponsesApi: true }, true],
  [{ model: 'gpt-5', reasoning: { summary: 'auto' } }, true],
  [{ model: 'gpt-5', reasoning: { effort: 'low' } }, false],
  [{ model: 'gpt-5-codex' }, true],
  [{ model: 'o1-pro' }, true],
  [{ model: 'o1-pro', useResponsesApi: false }, false],
])('options %j ask for the Responses API: %s', (options, expected) => {
  expect(usesResponsesApi(options)).toBe(expected);
});
