import { describe, expect, it, vi } from 'vitest';
import type { LLMEvent } from '../../../src/llm/index.ts';
import { bedrockClient, type BedrockClientOptions } from '../../../src/llm/bedrock/index.ts';
import { runLLMClientSuite } from '../../conformance/llm-client.ts';
import { runRetrySuite } from '../../conformance/llm-retries.ts';
import { runWireSuite } from '../../conformance/llm-wire.ts';
import { overWire } from '../over-wire.ts';
import { collect, eventsOf, fetchOf, hello, transcript } from '../wire.ts';
import { sendJSON, wireServer } from '../wire-server.ts';
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
  ])('with status %i and %s', async (...[status, type, message, code, retryable]) => {
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
