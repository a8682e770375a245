/** The first example of the contract, as it stands; around it, what its host has at hand. */
import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AgentRuntime, type EventHandler, GraphEvents, Providers } from '../../src/index.ts';
import { openAIWire, wholeAnswer } from '../llm/wire.ts';
import { sendStream, wireServer } from '../llm/wire-server.ts';

afterEach(() => vi.unstubAllEnvs());

const chunk = (delta: object, finish_reason: string | null = null): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'gpt-4',
  choices: [{ index: 0, delta, finish_reason }],
});
const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } };
const answers = [
  [chunk({ role: 'assistant', content: '' }), chunk({ tool_calls: [call] }), chunk({}, 'tool_calls')],
  [chunk({ role: 'assistant', content: '' }), chunk({ content: 'It rains in Oslo.' }), chunk({}, 'stop')],
];

it('example 1 runs as it stands', async () => {
  let asked = 0;
  const server = await wireServer((response) =>
    sendStream(response, [wholeAnswer(openAIWire, answers[asked++] ?? [])]),
  );
  vi.stubEnv('OPENAI_API_KEY', 'test-key');
  vi.stubEnv('OPENAI_BASE_URL', `${server.origin}/v1`);

  const abortController = new AbortController();
  const agentTools = [
    tool(({ city }) => `rain in ${city}`, {
      name: 'weather',
      description: 'Tells the weather.',
      schema: z.object({ city: z.string() }),
    }),
  ];
  const agent = { instructions: 'Be brief.' };
  const toolEnds: unknown[] = [];
  const handler: EventHandler = { handle: (_event, data) => void toolEnds.push(data) };
  const messages = [new HumanMessage('How is the weather in Oslo?')];
  const config = { configurable: { thread_id: 'thread_1' } };
  const options = {};

  const runtime = await AgentRuntime.create({
    runId: 'unique-id',
    graphConfig: {
      signal: abortController.signal,
      llmConfig: {
        provider: Providers.OPENAI,
        model: 'gpt-4',
        streaming: true,
      },
      tools: agentTools,
      instructions: agent.instructions,
    },
    customHandlers: {
      [GraphEvents.TOOL_END]: handler,
    },
  });

  await runtime.processStream({ messages }, config, options);

  expect(toolEnds).toMatchObject([{ output: { name: 'weather', content: 'rain in Oslo' } }]);
  expect(runtime.getRunMessages()?.map((message) => message.content)).toEqual([
    '',
    'rain in Oslo',
    'It rains in Oslo.',
  ]);
  expect(server.requests.map(({ body }) => body['model'])).toEqual(['gpt-4', 'gpt-4']);
  expect(server.requests[0]?.body['messages']).toMatchObject([
    { role: 'system', content: 'Be brief.' },
    { role: 'user' },
  ]);
});
