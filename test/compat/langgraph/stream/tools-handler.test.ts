import { tool } from '@langchain/core/tools';
import { describe, expect, it } from 'vitest';
import { StreamToolsHandler } from '../../../../compat/langgraph/stream/tools-handler.ts';
import { asks, oneNode } from './message-programs.ts';
import * as oracle from './oracle.ts';
import { chunksOf } from './recorded-chunks.ts';

describe('StreamToolsHandler', () => {
  const shout = tool(
    async function* ({ text }: { text: string }) {
      yield `${text}!`;
      yield { more: 1 };
      return `${text}!!`;
    } as never,
    { name: 'shout', schema: { type: 'object', properties: { text: { type: 'string' } } } as never },
  );
  const broken = tool(
    async () => {
      throw new TypeError('broken');
    },
    { name: 'broken', schema: { type: 'object', properties: {} } as never },
  );
  const call = { type: 'tool_call' as const, id: 'c1', name: 'shout', args: { text: 'a' } };

  const toolPrograms: Record<string, () => ReturnType<typeof oneNode>> = {
    'a tool that yields': () => oneNode(async () => ({ other: await shout.invoke(call as never) })),
    'a tool without a call': () => oneNode(async () => ({ other: await shout.invoke({ text: 'b' } as never) })),
    'a tool that fails': () =>
      oneNode(async () => ({ other: await broken.invoke({ ...call, name: 'broken', args: {} }).catch(String) })),
    'a hidden tool': () =>
      oneNode(async () => ({ other: await shout.invoke(call as never, { tags: ['langsmith:hidden'] }) })),
    'a tool that is called otherwise': () =>
      oneNode(async () => ({ other: await shout.invoke(call as never, { runName: 'other' }) })),
    'tools side by side': () =>
      oneNode(async () => ({
        other: await Promise.all([shout.invoke(call as never), broken.invoke({}).catch(String)]),
      })),
  };

  it.each(Object.keys(toolPrograms))('%s gives the chunks of upstream', async (title) => {
    const mine = await chunksOf((push) => new StreamToolsHandler(push as never), toolPrograms[title]!, asks);
    const theirs = await chunksOf((push) => new oracle.StreamToolsHandler(push as never), toolPrograms[title]!, asks);
    expect(mine).toEqual(theirs);
    if (title !== 'a hidden tool') expect((mine as unknown[]).length).toBeGreaterThan(2);
  });

  it('tells nothing of tools it has not seen start', () => {
    const told: unknown[] = [];
    const handler = new StreamToolsHandler((chunk) => told.push(chunk));
    handler.handleToolStart({}, '', 'r', undefined, undefined, undefined);
    handler.handleToolEvent(1, 'r');
    handler.handleToolEnd(1, 'r');
    handler.handleToolError(1, 'r');
    expect(told).toEqual([]);
    handler.handleToolStart({}, '{}', 'r', undefined, undefined, {});
    handler.handleToolEnd('x', 'r');
    handler.handleToolEnd('x', 'r');
    expect(told).toEqual([
      [[], 'tools', { event: 'on_tool_start', toolCallId: undefined, name: 'unknown', input: '{}' }],
      [[], 'tools', { event: 'on_tool_end', toolCallId: undefined, name: 'unknown', output: 'x' }],
    ]);
  });
});
