/** A run whose model is a chat model of LangChain: its own messages go back to it, and the host sees what its class made. */
import { AIMessageChunk, ToolMessage } from '@langchain/core/messages';
import { expect, it } from 'vitest';
import { AgentRuntime, defineTool } from '../../src/runtime/index.ts';
import { blockChunks, chunk, OwnModel } from './own-model.ts';

const look = defineTool<{ at: string }>({
  name: 'look',
  description: 'Looks.',
  parameters: { type: 'object', properties: { at: { type: 'string' } } },
  execute: ({ at }) => `nothing at ${at}`,
});

const call = (index: number, id: string, at: string): AIMessageChunk =>
  chunk({
    content: [{ index, type: 'tool_use', id, name: 'look', input: '' }],
    tool_call_chunks: [{ index, id, name: 'look', args: JSON.stringify({ at }) }],
  });

it('calls tools, and gives the model back what it wrote', async () => {
  const model = new OwnModel([
    [
      chunk({ content: [], id: 'msg_1', additional_kwargs: { id: 'msg_1', model: 'm' } }),
      ...blockChunks([
        { index: 0, type: 'thinking', thinking: 'Hm' },
        { index: 0, type: 'thinking', thinking: '.', signature: 'EqQB' },
        { index: 1, type: 'strange', value: 1 },
      ]),
      call(2, 'a', 'sea'),
      call(3, 'b', 'sky'),
      chunk({ content: [], additional_kwargs: { stop_reason: 'tool_use' } }),
    ],
    [new AIMessageChunk({ content: 'Nothing.', id: 'msg_2' })],
  ]);
  const run = await AgentRuntime.create({
    runId: 'r',
    graphConfig: { agents: [{ agentId: 'a', provider: 'anthropic', client: model, tools: [look] }] },
  });
  await run.processStream({ messages: [{ role: 'user', content: 'Look.' }] });
  const [written, ...results] = model.asked.slice(-3);
  expect(written).toMatchObject({
    id: 'msg_1',
    content: [
      { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
      { type: 'strange', value: 1 },
      { type: 'tool_use', id: 'a' },
      { type: 'tool_use', id: 'b' },
    ],
    tool_calls: [
      { id: 'a', args: { at: 'sea' } },
      { id: 'b', args: { at: 'sky' } },
    ],
    additional_kwargs: { stop_reason: 'tool_use' },
  });
  expect(results).toEqual([expect.any(ToolMessage), expect.any(ToolMessage)]);
  expect(results.map(({ content }) => content)).toEqual(['nothing at sea', 'nothing at sky']);
  const messages = run.getRunMessages();
  expect(messages?.[0]).toBe(written);
  expect(messages?.at(-1)).toMatchObject({ content: 'Nothing.', id: 'msg_2' });
});
