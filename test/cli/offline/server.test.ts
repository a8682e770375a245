import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOfflineServer, type OfflineServer } from '../../../src/cli/offline/index.ts';

let server: OfflineServer;

beforeAll(async () => {
  server = await startOfflineServer();
});
afterAll(() => server.close());

const parameters = { type: 'object' as const, properties: { expression: { type: 'string' } } };

describe('the offline server', () => {
  it('listens on loopback', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('streams a tool call and its usage to the OpenAI client', async () => {
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
    const stream = await client.chat.completions.create({
      model: 'any',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: [{ type: 'text', text: 'What is 19 * 21?' }] }],
      tools: [{ type: 'function', function: { name: 'calculator', parameters } }],
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(calls[0]?.function?.name).toBe('calculator');
    expect(calls.length).toBeGreaterThan(2);
    expect(JSON.parse(calls.map((call) => call.function?.arguments ?? '').join(''))).toEqual({ expression: '19 * 21' });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
    expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(20);
  });

  it('streams the worded result to the Anthropic client', async () => {
    const client = new Anthropic({ baseURL: server.url, apiKey: 'none', maxRetries: 0 });
    const stream = client.messages.stream({
      model: 'any',
      max_tokens: 100,
      tools: [{ name: 'calculator', input_schema: parameters }],
      messages: [
        { role: 'user', content: 'What is 19 * 21?' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 't1', name: 'calculator', input: { expression: '19 * 21' } }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: '399' }] },
      ],
    });
    const deltas: string[] = [];
    stream.on('text', (text) => deltas.push(text));
    const message = await stream.finalMessage();
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.join('')).toBe('19 * 21 = 399');
    expect(message.stop_reason).toBe('end_turn');
    expect(message.usage.input_tokens).toBeGreaterThan(20);
  });
});

describe('without the server library', () => {
  it('says how to get it', async () => {
    const missing = Object.assign(new Error("Cannot find package '@copilotkit/aimock'"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    await expect(startOfflineServer(() => Promise.reject(missing))).rejects.toMatchObject({
      name: 'MossError',
      code: 'DEPENDENCY_MISSING',
      message: expect.stringContaining('npm install @copilotkit/aimock'),
      cause: missing,
    });
  });

  it('passes on any other failure of loading it', async () => {
    const broken = new SyntaxError('Unexpected token');
    await expect(startOfflineServer(() => Promise.reject(broken))).rejects.toBe(broken);
  });
});
