/** Whole turns through the official SDKs: loopback server → SSE in arbitrary pieces → adapter → tools → run steps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentRuntime, defineTool, GraphEvents } from '../../src/runtime/index.ts';
import { cutAt, openAIWire, anthropicWire, type Wire, wholeAnswer } from '../llm/wire.ts';
import { sendJSON, sendStream, wireServer } from '../llm/wire-server.ts';

const multiply = defineTool<{ a: number; b: number }>({
  name: 'multiply',
  description: 'Multiplies two numbers.',
  parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
  execute: ({ a, b }) => String(a * b),
});

/** What each provider sends for: a call of multiply(17, 23), then an answer with the result and a letter beyond ASCII. */
const openAIAnswers = [
  [
    openAIChunk({ role: 'assistant', content: '' }),
    openAIChunk({
      tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'multiply', arguments: '' } }],
    }),
    openAIChunk({ tool_calls: [{ index: 0, function: { arguments: '{"a":17,' } }] }),
    openAIChunk({ tool_calls: [{ index: 0, function: { arguments: '"b":23}' } }] }),
    openAIChunk({}, 'tool_calls'),
  ],
  [
    openAIChunk({ role: 'assistant', content: '' }),
    openAIChunk({ content: '17 × 23' }),
    openAIChunk({ content: ' = 391' }),
    openAIChunk({}, 'stop'),
    { ...openAIChunk({}), choices: [], usage: { prompt_tokens: 30, completion_tokens: 9, total_tokens: 39 } },
  ],
];

const anthropicAnswers = [
  [
    anthropicStart('msg_1'),
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'tool_use', id: 'toolu_1', name: 'multiply', input: {} },
    },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a":17,' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '"b":23}' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ],
  [
    anthropicStart('msg_2'),
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '17 × 23' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' = 391' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ],
];

function openAIChunk(delta: object, finish_reason: string | null = null) {
  const choices = [{ index: 0, delta, finish_reason }];
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini', choices };
}

function anthropicStart(id: string) {
  const usage = { input_tokens: 30, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5',
    content: [],
    stop_reason: null,
    usage,
  };
  return { type: 'message_start', message };
}

interface ProviderCase {
  readonly wire: Wire;
  readonly answers: readonly (readonly object[])[];
  options(origin: string): Record<string, unknown>;
  /** The tool's answer in the second request. */
  toolResult(body: Record<string, unknown>): unknown;
}

const providers: readonly ProviderCase[] = [
  {
    wire: openAIWire,
    answers: openAIAnswers,
    options: (origin) => ({ model: 'gpt-4o-mini', apiKey: 'k', configuration: { baseURL: `${origin}/v1` } }),
    toolResult: ({ messages }) => (messages as { content: unknown }[]).at(-1)?.content,
  },
  {
    wire: anthropicWire,
    answers: anthropicAnswers,
    options: (origin) => ({ model: 'claude-haiku-4-5', apiKey: 'k', clientOptions: { baseURL: origin } }),
    toolResult: ({ messages }) => {
      const [block] = (messages as { content: { content: unknown }[] }[]).at(-1)?.content ?? [];
      return block?.content;
    },
  },
];

describe.each(providers)('a tool turn of $wire.provider', ({ wire, answers, options, toolResult }) => {
  it('is the same however the bytes arrive', { timeout: 60_000 }, async () => {
    const whole = answers.map((answer) => wholeAnswer(wire, answer));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5000), { maxLength: 12 }), async (places) => {
        let asked = 0;
        const server = await wireServer((response) =>
          sendStream(response, cutAt(whole[asked++] ?? new Uint8Array(), places)),
        );
        let text = '';
        const usage: unknown[] = [];
        const run = await AgentRuntime.create({
          runId: 'r',
          graphConfig: {
            llmConfig: { provider: wire.provider, ...options(server.origin) },
            tools: [multiply],
            instructions: 'Be brief.',
          },
          customHandlers: {
            [GraphEvents.ON_MESSAGE_DELTA]: {
              handle: (_, data) =>
                void (text += (data as { delta: { content: [{ text: string }] } }).delta.content[0].text),
            },
            [GraphEvents.CHAT_MODEL_END]: {
              handle: (_, data) =>
                void usage.push((data as { output: { usage_metadata?: unknown } }).output.usage_metadata),
            },
          },
        });
        await run.processStream({ messages: [{ role: 'user', content: 'What is 17 * 23?' }] });
        expect(text).toBe('17 × 23 = 391');
        expect(toolResult(server.requests[1]?.body ?? {})).toBe('391');
        expect(usage.at(-1)).toMatchObject({ input_tokens: 30, output_tokens: 9, total_tokens: 39 });
        expect(server.requests).toHaveLength(2);
      }),
      { numRuns: 25 },
    );
  });

  it('that is cut anywhere fails, keeps what was streamed, and closes its step as failed', async () => {
    const [, last = []] = answers;
    const bytes = last.slice(0, -2).map((chunk) => wire.encode(chunk));
    let asked = 0;
    const server = await wireServer((response) =>
      asked++ === 0
        ? sendStream(response, [wholeAnswer(wire, answers[0] ?? [])])
        : sendStream(response, bytes, 'reset'),
    );
    const closed: unknown[] = [];
    const run = await AgentRuntime.create({
      runId: 'r',
      graphConfig: { llmConfig: { provider: wire.provider, ...options(server.origin) }, tools: [multiply] },
      customHandlers: {
        [GraphEvents.ON_RUN_STEP_CLOSED]: {
          handle: (_, data) => void closed.push((data as { status: string }).status),
        },
      },
    });
    const messages = [{ role: 'user', content: 'What is 17 * 23?' }];
    await expect(run.processStream({ messages })).rejects.toMatchObject({
      name: 'LLMError',
      code: 'LLM_STREAM_INCOMPLETE',
    });
    expect(closed.at(-1)).toBe('failed');
    expect(run.getRunMessages()).toEqual([]);
  });

  it('that the provider refuses rejects with its status and words', async () => {
    const server = await wireServer((response) => sendJSON(response, 429, wire.errorBody('slow down')));
    const run = await AgentRuntime.create({
      runId: 'r',
      graphConfig: { llmConfig: { provider: wire.provider, maxRetries: 0, ...options(server.origin) } },
    });
    const rejected = run.processStream({ messages: [{ role: 'user', content: 'Hello' }] });
    await expect(rejected).rejects.toMatchObject({
      code: 'LLM_RATE_LIMITED',
      status: 429,
      retryable: true,
      message: expect.stringContaining('slow down'),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('whose server is not there says where it looked', async () => {
    const run = await AgentRuntime.create({
      runId: 'r',
      graphConfig: { llmConfig: { provider: wire.provider, ...options('http://127.0.0.1:9') } },
    });
    await expect(run.processStream({ messages: [{ role: 'user', content: 'Hello' }] })).rejects.toMatchObject({
      code: 'LLM_UNREACHABLE',
      message: expect.stringContaining('http://127.0.0.1:9'),
    });
  });

  it('without a key says how to give one', async () => {
    const { apiKey: _, ...keyless } = options('http://127.0.0.1:9');
    const run = await AgentRuntime.create({
      runId: 'r',
      graphConfig: { llmConfig: { provider: wire.provider, ...keyless } },
    });
    await expect(run.processStream({ messages: [{ role: 'user', content: 'Hello' }] })).rejects.toMatchObject({
      code: 'API_KEY_MISSING',
      message: expect.stringContaining('apiKey'),
    });
  });
});
