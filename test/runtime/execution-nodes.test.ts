import { HumanMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { GraphRecursionError } from '../../src/base/index.ts';
import { type ExecutionNodes, ExecutionGraph } from '../../src/runtime/index.ts';
import { scriptedClient, text, toolCalls } from '../../src/testing/index.ts';
import { hello, recordRun } from './record-run.ts';

describe('nodes of the host', () => {
  it('stand in front of a node, and may lead back', async () => {
    const askForMore = new HumanMessage('In a whole sentence, please.');
    const client = scriptedClient([text('42'), text('The answer is 42.')]);
    const nodes: ExecutionNodes = {
      review: {
        before: 'done',
        run: ({ messages }) => (String(messages.at(-1)?.content).length < 5 ? { messages: [askForMore] } : undefined),
        next: ({ messages }) => (messages.at(-1) === askForMore ? 'llm' : 'done'),
      },
    };
    const { run } = await recordRun({ client, nodes });
    expect(await run.processStream(hello)).toEqual([
      { type: 'text', text: '42' },
      { type: 'text', text: 'The answer is 42.' },
    ]);
    expect(client.requests[1]?.messages.at(-1)).toMatchObject({ role: 'user' });
    client.assertDone();
  });

  it('replace a node of the graph', async () => {
    const client = scriptedClient([toolCalls([{ name: 'anything', args: {} }]), text('ok')]);
    const nodes: ExecutionNodes = { tools: () => ({ messages: [new HumanMessage('no tools today')] }) };
    const { run, names } = await recordRun({ client, nodes });
    await run.processStream(hello);
    expect(client.requests[1]?.messages.at(-1)).toMatchObject({ content: [{ text: 'no tools today' }] });
    expect(names()).not.toContain('on_tool_start');
    client.assertDone();
  });

  it('come in the order in which they are given where several stand before one node', async () => {
    const order: string[] = [];
    const note = (name: string) => ({ before: 'llm', run: () => void order.push(name) });
    const client = scriptedClient([toolCalls([{ name: 'x', args: {} }]), text('ok')]);
    const { run } = await recordRun({ client, nodes: { first: note('first'), second: note('second') } });
    await run.processStream(hello);
    expect(order).toEqual(['first', 'second', 'first', 'second']);
  });

  it('may stand before one another', async () => {
    const order: string[] = [];
    const nodes: ExecutionNodes = {
      outer: { before: 'inner', run: () => void order.push('outer') },
      inner: { before: 'llm', run: () => void order.push('inner') },
    };
    const { run } = await recordRun({ client: scriptedClient([text('ok')]), nodes });
    await run.processStream(hello);
    expect(order).toEqual(['outer', 'inner']);
  });

  it('see the run: they emit events, read configurable, and know their place', async () => {
    const seen: unknown[] = [];
    const nodes: ExecutionNodes = {
      audit: {
        before: 'done',
        async run(state, { node, step, context }) {
          seen.push([node, step, state.messages.length, context.configurable['user_id']]);
          await context.emit('on_audit', { messages: state.messages.length });
        },
      },
    };
    const heard: unknown[] = [];
    const handlers = { on_audit: { handle: (_: string, data: unknown) => void heard.push(data) } };
    const { run } = await recordRun({ client: scriptedClient([text('ok')]), nodes, handlers });
    run.handlerRegistry?.register('on_audit', handlers.on_audit);
    await run.processStream(hello, { configurable: { user_id: 'u1' } });
    expect(seen).toEqual([['audit', 2, 2, 'u1']]);
    expect(heard).toEqual([{ messages: 2 }]);
  });

  it('reject the run with what they throw, unchanged', async () => {
    const error = { not: 'an Error' };
    const nodes: ExecutionNodes = {
      guard: {
        before: 'llm',
        run: () => {
          throw error;
        },
      },
    };
    const { run } = await recordRun({ client: scriptedClient([]), nodes });
    await expect(run.processStream(hello)).rejects.toBe(error);
  });

  it('keep the error of a graph of their own that ran out of steps', async () => {
    const error = new GraphRecursionError(7);
    const nodes: ExecutionNodes = { inner: { before: 'llm', run: () => Promise.reject(error) } };
    const { run } = await recordRun({ client: scriptedClient([]), nodes });
    await expect(run.processStream(hello)).rejects.toBe(error);
  });

  it.each([
    ['an added node without a place', { extra: () => undefined }, '"extra"'],
    ['a place that does not exist', { extra: { before: 'nowhere', run: () => undefined } }, '"nowhere"'],
    ['a place before itself', { extra: { before: 'extra', run: () => undefined } }, '"extra"'],
    ['a place without work', { extra: { before: 'done' } }, '"extra"'],
    ['a built-in node with a place', { llm: { before: 'done', run: () => undefined } }, '"llm"'],
    ['nodes that only stand before each other', circle(), '"a"'],
  ])('are refused: %s', async (_, nodes, offender) => {
    await expect(recordRun({ client: scriptedClient([]), nodes: nodes as ExecutionNodes })).rejects.toMatchObject({
      message: expect.stringContaining(offender),
    });
  });

  it('that lead to no node fail by name', async () => {
    const nodes: ExecutionNodes = { lost: { before: 'done', run: () => undefined, next: () => 'nowhere' } };
    const { run } = await recordRun({ client: scriptedClient([text('ok')]), nodes });
    await expect(run.processStream(hello)).rejects.toMatchObject({
      code: 'INVALID_ROUTE',
      message: expect.stringContaining('nowhere'),
    });
  });
});

function circle(): ExecutionNodes {
  return { a: { before: 'b', run: () => undefined }, b: { before: 'a', run: () => undefined } };
}

describe('the graph', () => {
  it('has the nodes of the protocol, in order', async () => {
    const { run } = await recordRun({ client: scriptedClient([]) });
    expect(run.Graph).toBeInstanceOf(ExecutionGraph);
    expect(run.Graph?.plan.nodes.map(({ name }) => name)).toEqual(['agent=agent_a', 'tools=agent_a', 'done']);
  });
});
