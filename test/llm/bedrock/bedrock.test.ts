import { describe, expect, it, vi } from 'vitest';
import type { LLMEvent, LLMRequest, Message } from '../../../src/llm/index.ts';
import { bedrockClient, type BedrockClientOptions } from '../../../src/llm/bedrock/index.ts';
import { runLLMClientSuite } from '../../conformance/llm-client.ts';
import { runRetrySuite } from '../../conformance/llm-retries.ts';
import { runWireSuite } from '../../conformance/llm-wire.ts';
import { overWire } from '../over-wire.ts';
import { collect, eventsOf, fetchOf, hello, transcript, wholeAnswer } from '../wire.ts';
import { sendJSON, sendStream, wireServer } from '../wire-server.ts';
import { bedrockChunks, bedrockWire } from './wire.ts';

runWireSuite(bedrockWire);
runRetrySuite(bedrockWire);
runLLMClientSuite('bedrock', (script) => overWire(bedrockWire, bedrockChunks(script), script));

const answerOf = async (name: string): Promise<Extract<LLMEvent, { type: 'done' }>> => {
  const last = (await eventsOf(bedrockWire, transcript(bedrockWire, name))).at(-1);
  if (last?.type !== 'done') throw new Error(`no answer, but ${JSON.stringify(last)}`);
  return last;
};
const start = { messageStart: { role: 'assistant' } };
const read = (...chunks: object[]) => eventsOf(bedrockWire, chunks);

describe('events of Bedrock', () => {
  it('are text, with what the cache had counted as input', async () => {
    expect(await answerOf('text')).toMatchObject({
      finishReason: 'stop',
      message: { content: [{ type: 'text', text: 'Hello.' }] },
      usage: { input: 14, output: 3, total: 17, cacheRead: 4, cacheWrite: 2 },
      metadata: { model_name: 'anthropic.claude-haiku-4-5', stopReason: 'end_turn', metrics: { latencyMs: 300 } },
    });
  });

  it('are reasoning with its signature, text and parallel calls', async () => {
    const { finishReason, message } = await answerOf('reasoning-and-tools');
    expect(finishReason).toBe('tool-calls');
    expect(message.content).toEqual([
      { type: 'reasoning', text: 'Look twice.', signature: 'EqQB' },
      { type: 'text', text: 'I look.' },
      { type: 'tool-call', id: 'tooluse_sea', name: 'look', args: { at: 'sea' } },
      { type: 'tool-call', id: 'tooluse_sky', name: 'look', args: { at: 'sky' } },
    ]);
  });

  it('end by a guardrail, with its trace', async () => {
    expect(await answerOf('guardrail')).toMatchObject({
      finishReason: 'content-filter',
      metadata: { trace: { guardrail: { modelOutput: ['x'] } } },
    });
  });

  it('have ciphertext in place of reasoning, which goes back as it came', async () => {
    const redactedContent = Buffer.from('hidden').toString('base64');
    const events = await read(
      start,
      { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { redactedContent } } } },
      { messageStop: { stopReason: 'end_turn' } },
    );
    const last = events.at(-1);
    expect(last).toMatchObject({
      type: 'done',
      message: { content: [{ type: 'reasoning', redacted: redactedContent }] },
    });
  });

  it.each([
    ['max_tokens', { type: 'done', finishReason: 'length' }],
    ['constructor', { type: 'done', finishReason: 'other' }],
    ['malformed_tool_use', { type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE', retryable: true } }],
    ['tool_use', { type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE' } }],
  ])('stop with %s', async (stopReason, expected) => {
    expect((await read(start, { messageStop: { stopReason } })).at(-1)).toMatchObject(expected);
  });

  it.each([
    ['throttlingException', 'LLM_RATE_LIMITED', true],
    ['modelStreamErrorException', 'LLM_FAILED', true],
    ['internalServerException', 'LLM_FAILED', true],
    ['serviceUnavailableException', 'LLM_FAILED', true],
    ['validationException', 'LLM_FAILED', false],
  ])('break off with %s', async (name, code, retryable) => {
    const events = await read(start, { [name]: { message: 'no luck' } });
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      error: { code, retryable, message: expect.stringContaining('no luck') },
    });
  });

  it.each([
    ['a delta before the start', [{ contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'a' } } }]],
    ['two starts', [start, start]],
    ['a delta without its place', [start, { contentBlockDelta: { delta: { text: 'a' } } }]],
    [
      'arguments of no call',
      [start, { contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input: '{' } } } }],
    ],
    [
      'a call without a name',
      [start, { contentBlockStart: { contentBlockIndex: 0, start: { toolUse: { toolUseId: 'a' } } } }],
    ],
  ])('with %s are malformed', async (_, chunks) => {
    expect((await read(...chunks)).at(-1)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_MALFORMED' } });
  });

  it('that are no frames are an error, not a wait', async () => {
    const garbage = new TextEncoder().encode('<html>busy</html>'.repeat(50));
    const client = await bedrockWire.client({ fetch: fetchOf([garbage]) });
    expect((await collect(client.stream(hello))).at(-1)).toMatchObject({ type: 'error', error: { name: 'LLMError' } });
  });

  it('are the same for an answer that was not streamed', async () => {
    const content = [
      { reasoningContent: { reasoningText: { text: 'Look twice.', signature: 'EqQB' } } },
      { text: 'I look.' },
      { toolUse: { toolUseId: 'tooluse_sea', name: 'look', input: { at: 'sea' } } },
      { toolUse: { toolUseId: 'tooluse_sky', name: 'look', input: { at: 'sky' } } },
    ];
    const usage = { inputTokens: 20, outputTokens: 30, totalTokens: 50 };
    const server = await wireServer((response) =>
      sendJSON(response, 200, {
        output: { message: { role: 'assistant', content } },
        stopReason: 'tool_use',
        usage,
        metrics: { latencyMs: 300 },
      }),
    );
    const client = await bedrockWire.client({ baseURL: server.origin, streaming: false });
    const streamed = await answerOf('reasoning-and-tools');
    expect((await collect(client.stream(hello))).at(-1)).toMatchObject({
      message: streamed.message,
      usage: streamed.usage ?? {},
    });
    expect(server.requests[0]?.path).toBe('/model/anthropic.claude-haiku-4-5/converse');
  });
});

describe('errors of Bedrock', () => {
  const failing = async (status: number, type: string, message: string) => {
    const server = await wireServer((response) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
        .end(JSON.stringify({ message })),
    );
    return (await collect((await bedrockWire.client({ baseURL: server.origin })).stream(hello)))[0];
  };

  it.each([
    [429, 'ThrottlingException', 'Too many requests', 'LLM_RATE_LIMITED', true],
    [400, 'ValidationException', 'Input is too long for requested model.', 'LLM_CONTEXT_OVERFLOW', false],
    [403, 'AccessDeniedException', 'No access for AKIATEST with test-secret', 'LLM_STATUS', false],
    [503, 'ServiceUnavailableException', 'Later', 'LLM_STATUS', true],
    [424, 'ModelErrorException', 'broken', 'LLM_STATUS', false],
  ])('with status %i and %s', async (status, type, message, code, retryable) => {
    const event = await failing(status, type, message);
    expect(event).toMatchObject({ type: 'error', error: { code, status, retryable, cause: { name: type } } });
    const text = String((event as { error: Error }).error);
    expect(text).toContain(type);
    expect(text).not.toMatch(/test-secret|AKIATEST/);
  });

  it('name the server that is not there', async () => {
    const client = await bedrockWire.client({ baseURL: 'http://127.0.0.1:9' });
    expect(await collect(client.stream(hello))).toMatchObject([
      { type: 'error', error: { code: 'LLM_UNREACHABLE', message: expect.stringContaining('http://127.0.0.1:9') } },
    ]);
  });

  it('come where the answer does not begin in time', async () => {
    const server = await wireServer(() => {});
    const client = await bedrockWire.client({ baseURL: server.origin, timeout: 50 });
    expect(await collect(client.stream(hello))).toMatchObject([{ type: 'error', error: { code: 'LLM_TIMEOUT' } }]);
    await server.hungUp;
  });
});

describe('a Converse request', () => {
  const received = async (request: LLMRequest, options: Partial<BedrockClientOptions> = {}) => {
    const server = await wireServer((response) =>
      sendStream(response, [wholeAnswer(bedrockWire, transcript(bedrockWire, 'text'))], 'end', bedrockWire.contentType),
    );
    const client = await bedrockWire.client({ baseURL: server.origin, ...(options as object) });
    expect((await collect(client.stream(request))).at(-1)?.type).toBe('done');
    return server.requests[0] ?? { path: '', headers: {}, body: {} as Record<string, unknown> };
  };
  const tools = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }];

  it('goes to the model, signed', async () => {
    const { path, headers, body } = await received(hello);
    expect(path).toBe('/model/anthropic.claude-haiku-4-5/converse-stream');
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-central-1\/bedrock\/aws4_request/,
    );
    expect(body).toEqual({ messages: [{ role: 'user', content: [{ text: 'Hello' }] }] });
  });

  it('carries every option under its name on the wire', async () => {
    const additionalModelRequestFields = { thinking: { type: 'enabled', budget_tokens: 1024 } };
    const { path, body } = await received(hello, {
      maxTokens: 64,
      temperature: 0.5,
      topP: 0.9,
      stop: 'END',
      additionalModelRequestFields,
      applicationInferenceProfile: 'arn:aws:bedrock:eu-central-1:1:application-inference-profile/x',
      guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' },
      performanceConfig: { latency: 'optimized' },
      requestMetadata: { a: 'b' },
    });
    expect(decodeURIComponent(path)).toContain('application-inference-profile/x/converse-stream');
    expect(body).toMatchObject({
      inferenceConfig: { maxTokens: 64, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
      additionalModelRequestFields,
      guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' },
      performanceConfig: { latency: 'optimized' },
      requestMetadata: { a: 'b' },
    });
  });

  it('has every kind of message', async () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
          {
            type: 'file',
            url: 'data:application/pdf;base64,AAAA',
            mediaType: 'application/pdf',
            name: 'my_ship.v2.pdf',
          },
          { type: 'file', url: 'data:video/mp4;base64,AAAA', mediaType: 'video/mp4' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', signature: 's' },
          { type: 'reasoning', text: 'unsigned' },
          { type: 'provider', wire: 'google', block: { executableCode: {} } },
          { type: 'tool-call', id: 'call.1', name: 'look', args: { at: 'sea' } },
        ],
      },
      {
        role: 'tool',
        toolCallId: 'call.1',
        content: [
          { type: 'text', text: 'no' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
        ],
        isError: true,
      },
      { role: 'user', content: [{ type: 'text', text: 'And?' }] },
    ];
    const { body } = await received({ messages });
    const image = { image: { format: 'png', source: { bytes: 'AAAA' } } };
    const toolUseId = expect.stringMatching(/^call_1_[a-z0-9]{9}$/);
    expect(body).toEqual({
      system: [{ text: 'Be brief.' }],
      messages: [
        {
          role: 'user',
          content: [
            { text: 'Look' },
            image,
            { document: { format: 'pdf', name: 'my ship v2 pdf', source: { bytes: 'AAAA' } } },
            { video: { format: 'mp4', source: { bytes: 'AAAA' } } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { reasoningContent: { reasoningText: { text: 'Hm.', signature: 's' } } },
            { toolUse: { toolUseId, name: 'look', input: { at: 'sea' } } },
          ],
        },
        {
          role: 'user',
          content: [{ toolResult: { toolUseId, content: [{ text: 'no' }, image], status: 'error' } }, { text: 'And?' }],
        },
      ],
    });
  });

  it('tells of tools and of which must be called', async () => {
    const spec = { toolSpec: { name: 'look', description: 'Looks.', inputSchema: { json: { type: 'object' } } } };
    expect((await received({ ...hello, tools })).body['toolConfig']).toEqual({ tools: [spec] });
    for (const [toolChoice, expected] of [
      ['auto', { auto: {} }],
      ['required', { any: {} }],
      [{ name: 'look' }, { tool: { name: 'look' } }],
    ] as const) {
      expect((await received({ ...hello, tools, toolChoice })).body['toolConfig']).toEqual({
        tools: [spec],
        toolChoice: expected,
      });
    }
    expect((await received({ ...hello, tools, toolChoice: 'none' })).body).not.toHaveProperty('toolConfig');
    const called: Message[] = [
      ...hello.messages,
      { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'look', args: {} }] },
      { role: 'tool', toolCallId: 'a', content: 'x' },
    ];
    expect((await received({ messages: called, tools, toolChoice: 'none' })).body['toolConfig']).toEqual({
      tools: [spec],
    });
  });

  it('holds an answer to a schema by its own mechanism', async () => {
    const schema = { type: 'object', properties: {} };
    expect((await received({ ...hello, output: { name: 'ship', schema } })).body['outputConfig']).toEqual({
      textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'ship', schema: JSON.stringify(schema) } } },
    });
  });

  it('has points for the cache behind tools, instructions and the conversation', async () => {
    const point = { cachePoint: { type: 'default' } };
    const messages: Message[] = [{ role: 'system', content: 'Be brief.' }, ...hello.messages];
    const { body } = await received({ messages, tools }, { promptCache: true });
    expect(body).toMatchObject({
      system: [{ text: 'Be brief.' }, point],
      toolConfig: { tools: [{}, point] },
      messages: [{ content: [{ text: 'Hello' }, point] }],
    });
  });

  it.each([
    ['an image by address', { type: 'image', url: 'https://example.org/a.png' }],
    ['an image of another kind', { type: 'image', url: 'data:image/tiff;base64,AAAA' }],
    ['a file by address', { type: 'file', url: 'https://example.org/a.pdf', mediaType: 'application/pdf' }],
    ['audio', { type: 'file', url: 'data:audio/wav;base64,AAAA', mediaType: 'audio/wav' }],
  ] as const)('refuses %s at once', async (_, part) => {
    const client = await bedrockWire.client({});
    expect(() => client.stream({ messages: [{ role: 'user', content: [part] }] })).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID', provider: 'bedrock' }),
    );
  });
});

describe('a client of Bedrock', () => {
  it.each<[string, BedrockClientOptions, string]>([
    ['a model', { region: 'eu-central-1' }, 'MODEL_MISSING'],
    ['a region', { model: 'm' }, 'CONFIG_INVALID'],
    ['credentials that are some', { model: 'm', region: 'r', credentials: 'secret' as never }, 'CONFIG_INVALID'],
    ['an endpoint that is one', { model: 'm', region: 'r', endpointHost: 'http://' }, 'CONFIG_INVALID'],
  ])('without %s says what to set', async (_, options, code) => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, '');
    await expect(bedrockClient(options)).rejects.toMatchObject({ code });
    vi.unstubAllEnvs();
  });

  it('takes a client of the SDK that is set up already', async () => {
    const { BedrockRuntimeClient } = await import('@aws-sdk/client-bedrock-runtime');
    const sdk = new BedrockRuntimeClient({ region: 'eu-central-1' });
    const send = vi.spyOn(sdk, 'send').mockResolvedValue({ stream: undefined } as never);
    const client = await bedrockClient({ model: 'm', client: sdk, maxRetries: 0 });
    expect(await collect(client.stream(hello))).toMatchObject([
      { type: 'error', error: { code: 'LLM_STREAM_MALFORMED' } },
    ]);
    expect(send).toHaveBeenCalledOnce();
  });

  it('is found by its name', async () => {
    const { createLLMClient } = await import('../../../src/llm/index.ts');
    expect(await createLLMClient({ provider: 'bedrock', model: 'm', region: 'r' })).toMatchObject({
      provider: 'bedrock',
      model: 'm',
    });
  });
});
