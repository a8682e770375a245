import { AIMessageChunk } from '@langchain/core/messages';
import { FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { expect, it } from 'vitest';
import { AgentRuntime } from '../../src/runtime/index.ts';

it("a run goes with a chat model of the author's own", async () => {
  const client = new FakeStreamingChatModel({ chunks: [new AIMessageChunk('Hel'), new AIMessageChunk('lo')] });
  const run = await AgentRuntime.create({
    runId: 'r',
    graphConfig: { agents: [{ agentId: 'a', provider: 'openAI', client }] },
  });
  await run.processStream({ messages: [{ role: 'user', content: 'Hi' }] });
  expect(run.getRunMessages()?.at(-1)?.content).toBe('Hello');
});

it('and with one in place of the configured model', async () => {
  const run = await AgentRuntime.create({
    runId: 'r',
    graphConfig: { agents: [{ agentId: 'a', provider: 'openAI', clientOptions: { model: 'm', apiKey: 'k' } }] },
  });
  if (run.Graph === undefined || run.Graph === null) throw new Error('the run has no graph');
  run.Graph.overrideModel = new FakeStreamingChatModel({ chunks: [new AIMessageChunk('Mine')] });
  await run.processStream({ messages: [{ role: 'user', content: 'Hi' }] });
  expect(run.getRunMessages()?.at(-1)?.content).toBe('Mine');
});
