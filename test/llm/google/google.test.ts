import { describe, expect, it, vi } from 'vitest';
import type { LLMEvent, LLMRequest, Message } from '../../../src/llm/index.ts';
import {
  googleClient,
  type GoogleClientOptions,
  vertexClient,
  type VertexClientOptions,
} from '../../../src/llm/google/index.ts';
import { runLLMClientSuite } from '../../conformance/llm-client.ts';
import { runRetrySuite } from '../../conformance/llm-retries.ts';
import { runWireSuite } from '../../conformance/llm-wire.ts';
import { overWire } from '../over-wire.ts';
import { collect, eventsOf, hello, transcript, wholeAnswer } from '../wire.ts';
import { sendJSON, sendStream, wireServer } from '../wire-server.ts';
import { googleChunks, googleWire } from './wire.ts';

runWireSuite(googleWire);
runRetrySuite(googleWire);
runLLMClientSuite('google', (script) => overWire(googleWire, googleChunks(script), script));

const answerOf = async (name: string): Promise<Extract<LLMEvent, { type: 'done' }>> => {
  const last = (await eventsOf(googleWire, transcript(googleWire, name))).at(-1);
  if (last?.type !== 'done') throw new Error(`no answer, but ${JSON.stringify(last)}`);
  return last;
};
const read = async (...chunks: object[]) => eventsOf(googleWire, chunks);
const chunk = (parts: unknown, rest: object = {}): object => ({ candidates: [{ content: { parts }, ...rest }] });

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

  it.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL'])(
    'that end with %s are an error to be tried again',
    async (finishReason) => {
      const events = await read(chunk([{ text: 'a' }], { finishReason }));
      expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE', retryable: true } });
    },
  );

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

describe('errors of Google', () => {
  const failing = async (status: number, body: object, headers: Record<string, string> = {}) => {
    const server = await wireServer((response) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body)),
    );
    return (await collect((await googleWire.client({ baseURL: server.origin })).stream(hello)))[0];
  };

  it('tell what the server says, without the key', async () => {
    const message = 'API key not valid: test-key';
    expect(await failing(400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } })).toMatchObject({
      type: 'error',
      error: { code: 'LLM_STATUS', status: 400, message: '400 API key not valid: ***', retryable: false },
    });
  });

  it('are rate limits with the delay they ask for', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '17s' }];
    const event = await failing(429, { error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED', details } });
    expect(event).toMatchObject({
      error: { code: 'LLM_RATE_LIMITED', status: 429, retryable: true, retryAfter: 17_000 },
    });
  });

  it('are an overflow of the context', async () => {
    const message = 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).';
    expect(await failing(400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } })).toMatchObject({
      error: { code: 'LLM_CONTEXT_OVERFLOW', retryable: false },
    });
  });

  it('name the server that is not there', async () => {
    const client = await googleWire.client({ baseURL: 'http://127.0.0.1:9' });
    expect(await collect(client.stream(hello))).toMatchObject([
      { type: 'error', error: { code: 'LLM_UNREACHABLE', message: expect.stringContaining('http://127.0.0.1:9') } },
    ]);
  });

  it('come where the answer does not begin in time', async () => {
    const server = await wireServer(() => {});
    const client = await googleWire.client({ baseURL: server.origin, timeout: 50 });
    expect(await collect(client.stream(hello))).toMatchObject([{ type: 'error', error: { code: 'LLM_TIMEOUT' } }]);
    await server.hungUp;
  });
});

describe('a request to Gemini', () => {
  const received = async (request: LLMRequest, options: GoogleClientOptions = {}) => {
    const server = await wireServer((response) =>
      sendStream(response, [wholeAnswer(googleWire, transcript(googleWire, 'text'))]),
    );
    const client = await googleClient({
      model: 'gemini-2.5-flash',
      apiKey: 'test-key',
      baseURL: server.origin,
      ...options,
    });
    await collect(client.stream(request));
    return server.requests[0] ?? { path: '', headers: {}, body: {} as Record<string, unknown> };
  };
  const tools = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }];

  it('goes to the model with the key in a header', async () => {
    const { path, headers, body } = await received(hello);
    expect(path).toMatch(/^\/v1(beta)?\/models\/gemini-2.5-flash:streamGenerateContent\?alt=sse$/);
    expect((await received(hello, { apiVersion: 'v1beta' })).path).toMatch(/^\/v1beta\//);
    expect(headers['x-goog-api-key']).toBe('test-key');
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }], generationConfig: {} });
  });

  it('carries every option under its name on the wire', async () => {
    const { body, headers } = await received(hello, {
      temperature: 0.5,
      maxTokens: 64,
      topP: 0.9,
      topK: 5,
      stop: 'END',
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      thinkingConfig: { thinkingBudget: 100, includeThoughts: true },
      customHeaders: { 'x-mine': 'yes' },
      json: true,
    });
    expect(headers['x-mine']).toBe('yes');
    expect(body).toMatchObject({
      generationConfig: {
        temperature: 0.5,
        maxOutputTokens: 64,
        topP: 0.9,
        topK: 5,
        stopSequences: ['END'],
        thinkingConfig: { thinkingBudget: 100, includeThoughts: true },
        responseMimeType: 'application/json',
      },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
    });
  });

  it('has every kind of message', async () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: 'Be kind.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
          { type: 'image', url: 'https://example.org/a.jpg?x=1' },
          { type: 'file', url: 'gs://bucket/a.mp4', mediaType: 'video/mp4' },
          { type: 'file', url: 'data:audio/wav;base64,BBBB', mediaType: 'audio/wav' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'of another', signature: 's' },
          { type: 'provider', wire: 'anthropic', block: { type: 'server_tool_use' } },
          { type: 'text', text: 'I look.' },
          {
            type: 'tool-call',
            id: 'a',
            name: 'look',
            args: { at: 'sea' },
            extra: { google: { thoughtSignature: 'CiQB' } },
          },
          { type: 'tool-call', id: 'b', name: 'look', args: {} },
        ],
      },
      { role: 'tool', toolCallId: 'a', content: 'a ship' },
      {
        role: 'tool',
        toolCallId: 'b',
        content: [
          { type: 'text', text: 'no' },
          { type: 'image', url: 'data:image/png;base64,CCCC' },
        ],
        isError: true,
      },
      { role: 'user', content: [{ type: 'text', text: 'And?' }] },
    ];
    const { body } = await received({ messages });
    expect(body).toEqual({
      generationConfig: {},
      systemInstruction: { role: 'user', parts: [{ text: 'Be brief.\n\nBe kind.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'Look' },
            { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            { fileData: { mimeType: 'image/jpeg', fileUri: 'https://example.org/a.jpg?x=1' } },
            { fileData: { mimeType: 'video/mp4', fileUri: 'gs://bucket/a.mp4' } },
            { inlineData: { mimeType: 'audio/wav', data: 'BBBB' } },
          ],
        },
        {
          role: 'model',
          parts: [
            { text: 'I look.' },
            { functionCall: { name: 'look', args: { at: 'sea' } }, thoughtSignature: 'CiQB' },
            { functionCall: { name: 'look', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'look', response: { output: 'a ship' } } },
            { functionResponse: { name: 'look', response: { error: 'no' } } },
            { inlineData: { mimeType: 'image/png', data: 'CCCC' } },
            { text: 'And?' },
          ],
        },
      ],
    });
  });

  it('gives an answer of its own back as it came', async () => {
    for (const name of ['thinking-and-tools', 'search']) {
      const { message } = await answerOf(name);
      const results = message.content.flatMap((part): Message[] =>
        part.type === 'tool-call' ? [{ role: 'tool', toolCallId: part.id, content: 'x' }] : [],
      );
      const { body } = await received({ messages: [...hello.messages, message, ...results] });
      const [, turn] = body['contents'] as { parts: object[] }[];
      // Ids of calls are not the wire's: results are matched by name and order.
      const came = transcript(googleWire, name).flatMap(
        (one) =>
          (one as { candidates: { content: { parts: Record<string, unknown>[] } }[] }).candidates[0]?.content.parts ??
          [],
      );
      // Unsigned thoughts stay behind, and a signature joins the text that it is of.
      const expected = came
        .filter((part) => part['thought'] !== true && part['text'] !== '')
        .map(
          (part) =>
            JSON.parse(JSON.stringify(part, (key, value: unknown) => (key === 'id' ? undefined : value))) as object,
        );
      expect(turn?.parts).toMatchObject(expected);
    }
  });

  it('marks calls of other models for those that ask for signatures', async () => {
    const messages: Message[] = [
      ...hello.messages,
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', id: 'a', name: 'look', args: {} },
          { type: 'tool-call', id: 'b', name: 'look', args: {} },
        ],
      },
      { role: 'tool', toolCallId: 'a', content: 'x' },
      { role: 'tool', toolCallId: 'b', content: 'x' },
    ];
    const signed = async (model: string) => {
      const [, turn] = (await received({ messages }, { model })).body['contents'] as {
        parts: { thoughtSignature?: string }[];
      }[];
      return turn?.parts.map(({ thoughtSignature }) => thoughtSignature);
    };
    expect(await signed('gemini-3-pro-preview')).toEqual(['skip_thought_signature_validator', undefined]);
    expect(await signed('gemini-2.5-flash')).toEqual([undefined, undefined]);
  });

  it('tells of tools, those of Google, and which must be called', async () => {
    const { body } = await received({
      ...hello,
      tools,
      providerTools: [{ googleSearch: {} }],
      toolChoice: { name: 'look' },
    });
    expect(body['tools']).toEqual([
      { functionDeclarations: [{ name: 'look', description: 'Looks.', parametersJsonSchema: { type: 'object' } }] },
      { googleSearch: {} },
    ]);
    expect(body['toolConfig']).toEqual({ functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } });
    for (const [choice, mode] of [
      ['auto', 'AUTO'],
      ['none', 'NONE'],
      ['required', 'ANY'],
    ] as const) {
      expect((await received({ ...hello, tools, toolChoice: choice })).body['toolConfig']).toEqual({
        functionCallingConfig: { mode },
      });
    }
  });

  it('holds an answer to a schema', async () => {
    const schema = { type: 'object', properties: {} };
    expect((await received({ ...hello, output: { name: 'ship', schema } })).body['generationConfig']).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
  });

  it('refuses an image whose type cannot be told at once', async () => {
    const client = await googleWire.client({});
    const content = [{ type: 'image', url: 'https://example.org/image' }] as const;
    expect(() => client.stream({ messages: [{ role: 'user', content }] })).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID' }),
    );
  });
});

describe('a client of Vertex', () => {
  const answered = async (options: (origin: string) => VertexClientOptions) => {
    const server = await wireServer((response) =>
      sendStream(response, [wholeAnswer(googleWire, transcript(googleWire, 'text'))]),
    );
    const client = await vertexClient({ model: 'gemini-2.5-flash', maxRetries: 0, ...options(server.origin) });
    expect(client.provider).toBe('vertexai');
    return { last: (await collect(client.stream(hello))).at(-1), request: server.requests[0] };
  };

  it('goes with a key in express mode', async () => {
    const { last, request } = await answered((origin) => ({ apiKey: 'k', baseURL: origin }));
    expect(last?.type).toBe('done');
    expect(request?.path).toContain('/publishers/google/models/gemini-2.5-flash:streamGenerateContent');
    expect(request?.headers['x-goog-api-key']).toBe('k');
  });

  it('goes to the project and its location with the token of its credentials', async () => {
    const authClient = {
      getRequestHeaders: async () => new Headers({ authorization: 'Bearer token' }),
      getAccessToken: async () => ({ token: 'token' }),
    };
    const { last, request } = await answered((origin) => ({
      baseURL: origin,
      project: 'my-project',
      location: 'europe-west4',
      authOptions: { authClient },
    }));
    expect(last?.type).toBe('done');
    expect(request?.path).toContain(
      '/projects/my-project/locations/europe-west4/publishers/google/models/gemini-2.5-flash',
    );
    expect(request?.headers['authorization']).toBe('Bearer token');
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a project', () => vertexClient({ model: 'm' }), 'CONFIG_INVALID'],
    ['a model', () => vertexClient({ project: 'p' }), 'MODEL_MISSING'],
    ['a key for Gemini', () => googleClient({ model: 'm' }), 'API_KEY_MISSING'],
    [
      'safety settings that are some',
      () => googleClient({ model: 'm', apiKey: 'k', safetySettings: ['none'] as never }),
      'CONFIG_INVALID',
    ],
  ])('without %s says what to set', async (_, make, code) => {
    for (const name of ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'VERTEX_API_KEY', 'GOOGLE_CLOUD_PROJECT'])
      vi.stubEnv(name, '');
    await expect(make()).rejects.toMatchObject({ code });
    vi.unstubAllEnvs();
  });

  it('is found by its name, as Gemini is', async () => {
    const { createLLMClient } = await import('../../../src/llm/index.ts');
    expect(await createLLMClient({ provider: 'vertexai', model: 'm', project: 'p' })).toMatchObject({
      provider: 'vertexai',
    });
    expect(await createLLMClient({ provider: 'google', model: 'm', apiKey: 'k' })).toMatchObject({
      provider: 'google',
    });
  });
});
