/** What the model is told, and what becomes of odd answers. */
import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { describe, expect, it, vi } from 'vitest';
import type { LLMClientAdapter, LLMEvent } from '../../src/llm/index.ts';
import { defineTool, GraphEvents } from '../../src/runtime/index.ts';
import { fails, scriptedClient, text, toolCalls } from '../../src/testing/index.ts';
import { hello, recordRun } from './record-run.ts';

const echo = defineTool({ name: 'echo', description: '', parameters: { type: 'object' }, execute: (args) => args });

describe('the model is told', () => {
  it('the system prompt, stable part first, then the conversation as it was given', async () => {
    const client = scriptedClient([text('ok')]);
    const { run } = await recordRun({ client, instructions: 'Be brief.', additional_instructions: 'Today is Friday.' });
    await run.processStream({ messages: [new HumanMessage('a'), new AIMessage('b'), { role: 'user', content: 'c' }] });
    expect(client.requests[0]?.messages).toEqual([
      { role: 'system', content: 'Be brief.\n\nToday is Friday.' },
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'b' }] },
      { role: 'user', content: [{ type: 'text', text: 'c' }] },
    ]);
  });

  it('nothing of a system prompt that is empty', async () => {
    const client = scriptedClient([text('ok')]);
    const { run } = await recordRun({ client, instructions: '' });
    await run.processStream(hello);
    expect(client.requests[0]?.messages).toHaveLength(1);
  });

  it('its own calls and their results, in order', async () => {
    const client = scriptedClient([
      toolCalls([{ id: 'c1', name: 'echo', args: { n: 1 } }], { text: 'wait' }),
      text('ok'),
    ]);
    const { run } = await recordRun({ client, tools: [echo] });
    await run.processStream(hello);
    expect(client.requests[1]?.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'wait' },
          { type: 'tool-call', id: 'c1', name: 'echo', args: { n: 1 } },
        ],
      },
      { role: 'tool', toolCallId: 'c1', name: 'echo', content: '{"n":1}', isError: false },
    ]);
  });
});

describe('an odd answer', () => {
  it.each(['{"expression":', 'not json', '[1]', '"text"', 'null'])(
    'with the arguments %s runs no tool and lets the model try again',
    async (args) => {
      const execute = vi.fn();
      const tool = defineTool({ name: 'echo', description: '', parameters: { type: 'object' }, execute });
      const client = scriptedClient([toolCalls([{ id: 'c1', name: 'echo', args }]), text('sorry')]);
      const { run } = await recordRun({ client, tools: [tool] });
      await run.processStream(hello);
      expect(execute).not.toHaveBeenCalled();
      expect(client.requests[1]?.messages.at(-1)).toMatchObject({
        role: 'tool',
        toolCallId: 'c1',
        isError: true,
        content: expect.stringContaining('Malformed args'),
      });
    },
  );

  it('that ran out of tokens within a call ends the run', async () => {
    const cut = toolCalls([{ name: 'echo', args: '{"n":' }], { finishReason: 'length' });
    const { run, names } = await recordRun({ client: scriptedClient([cut]), tools: [echo] });
    await expect(run.processStream(hello)).rejects.toMatchObject({
      name: 'OutputTruncationError',
      code: 'LLM_OUTPUT_TRUNCATED',
      message: expect.stringContaining('"echo"'),
    });
    expect(names()).toContain('on_chat_model_end');
  });

  it('that ran out of tokens in its text is an answer', async () => {
    const { run } = await recordRun({ client: scriptedClient([text('half a sen', { finishReason: 'length' })]) });
    expect(await run.processStream(hello)).toEqual([{ type: 'text', text: 'half a sen' }]);
  });

  it('with the id of an earlier one takes nothing away', async () => {
    const client = sameId(scriptedClient([toolCalls([{ name: 'echo', args: {} }]), text('done')]));
    const { run } = await recordRun({ client, tools: [echo] });
    expect(await run.processStream(hello)).toMatchObject([{ type: 'text' }, { type: 'tool_call' }, { text: 'done' }]);
    const ids = run.getRunMessages()?.map(({ id }) => id) ?? [];
    expect(new Set(ids).size).toBe(3);
  });

  it('that is empty is an answer without content', async () => {
    const { run, names } = await recordRun({ client: scriptedClient([text('')]) });
    expect(await run.processStream(hello)).toEqual([]);
    expect(names()).toContain('on_chat_model_end');
    expect(names()).not.toContain('on_run_step');
  });

  it('that ends with neither done nor error is an error', async () => {
    const silent: LLMClientAdapter = { provider: 'acme', model: 'm', async *stream() {} };
    const { run } = await recordRun({ client: silent });
    await expect(run.processStream(hello)).rejects.toMatchObject({
      code: 'LLM_STREAM_INCOMPLETE',
      message: expect.stringContaining('"acme"'),
    });
  });
});

/** All answers carry one id, as some servers send them. */
function sameId(client: LLMClientAdapter): LLMClientAdapter {
  return {
    ...client,
    async *stream(request) {
      for await (const event of client.stream(request)) {
        yield event.type === 'start' ? ({ ...event, id: 'always' } satisfies LLMEvent) : event;
      }
    },
  };
}

describe('a failed call', () => {
  it.each([
    ['an error', Object.assign(new Error('bad gateway'), { status: 502 })],
    ['a frozen object', Object.freeze({ reason: 'none' })],
    ['a string', 'broken'],
  ])('rejects with %s as it was thrown', async (_, error) => {
    const { run, heard } = await recordRun({ client: scriptedClient([fails(error, { afterText: 'one' })]) });
    const rejected: unknown = await run.processStream(hello).catch((thrown: unknown) => thrown);
    expect(rejected).toBe(error);
    expect(heard.at(-1)).toMatchObject({ event: 'on_run_step_closed', data: { status: 'failed' } });
    expect(run.getRunMessages()).toEqual([]);
  });
});

describe('who watches', () => {
  it('gets diagnostics of each model call, and cannot fail it', async () => {
    const log = vi.fn(() => Promise.reject(new Error('log is full')));
    const stderr = vi.spyOn(console, 'error').mockImplementation(() => {});
    const handlers = { [GraphEvents.ON_AGENT_LOG]: { handle: log } };
    const { run } = await recordRun({ client: scriptedClient([text('ok')]), handlers });
    await run.processStream(hello);
    expect(log).toHaveBeenCalledWith(
      'on_agent_log',
      expect.objectContaining({ level: 'debug', runId: 'run_1', agentId: 'agent_a' }),
      undefined,
      run.Graph,
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(stderr).toHaveBeenCalledOnce();
    stderr.mockRestore();
  });

  it('slowly makes the model wait', async () => {
    const order: string[] = [];
    const slow = {
      handle: async (_: string, data: unknown) => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        order.push(JSON.stringify(data).includes('one') ? 'one handled' : 'two handled');
      },
    };
    const client = scriptedClient([text(['one', 'two'])]);
    const { run } = await recordRun({ client, handlers: { [GraphEvents.ON_MESSAGE_DELTA]: slow } });
    await run.processStream(hello);
    expect(order).toEqual(['one handled', 'two handled']);
  });
});
