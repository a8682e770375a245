/** What an agent does about a model whose calls are not as they should be: here, not in the original. */
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { load } from '../differential/library.ts';
import type { Loose } from '../differential/programs/log-state.ts';
import { equalTheOracle } from '../side-by-side.ts';
import { broken, outcomes, scripts, throws, unrepaired, untouched } from './bad-call-programs.ts';
import { call, says } from './scripted-model.ts';
import { echo, toolOf } from './tools.ts';

equalTheOracle('calls that are not repaired', unrepaired);
equalTheOracle('calls that need no repair', untouched);

const ours = await load('ours');
const oracle = await load('oracle');
const line = ({ type, content, tool_call_id: id, status }: Loose): unknown =>
  type === 'tool' ? [status, content.split(':', 2).join(':').split('\n', 1)[0], id] : content;
const refusal = ['error', 'Error: The arguments of "echo" could not be read', '1'];

describe('a model whose calls are not as they should be', () => {
  it.each<[string, unknown[]]>([
    ['a call that cannot be read', ['', refusal, '', ['success', 'echo b', '2'], 'done']],
    ['one that cannot be read, with words', ['Let me look.', refusal, 'done']],
    ['one beside others', ['', ['success', 'B', '2'], refusal, 'done']],
    [
      'one of a tool that is not there',
      ['', ['error', 'Error: The arguments of "nobody" could not be read', '1'], 'done'],
    ],
    ['ids that begin anew each time', ['', ['success', 'echo a', 'call_0'], '', ['success', 'B', 'call_0'], 'done']],
    ['a tool that throws text', ['', ['error', 'Error: only text', '1'], 'done']],
  ])('%s: hears of it and goes on', async (name, expected) => {
    const found = await outcomes(ours, scripts[name] ?? []);
    expect(found.map(([, messages]) => messages.map(line))).toEqual(found.map(() => expected));
    const differing = await outcomes(oracle, scripts[name] ?? []);
    expect(differing.map(([, messages]) => messages.map(line))).not.toEqual(found.map(() => expected));
  });

  it('is told what it wrote, and may begin again', async () => {
    const [[, messages] = ['', []]] = await outcomes(ours, scripts['a call that cannot be read'] ?? []);
    expect(messages[1].content).toBe(
      'Error: The arguments of "echo" could not be read: Unexpected end of input. They were: {"text": \n Please fix your mistakes.',
    );
  });

  it.each(['one without an id', 'calls without ids', 'two calls of one id'])(
    '%s: each gets one of its own',
    async (name) => {
      for (const [, messages] of await outcomes(ours, scripts[name] ?? [])) {
        const [asking, ...rest] = messages;
        const ids = [...asking.tool_calls, ...asking.invalid_tool_calls].map(({ id }: Loose) => id);
        expect(ids.every((id) => typeof id === 'string' && id !== '')).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
        expect(rest.slice(0, -1).map(({ tool_call_id }: Loose) => tool_call_id)).toEqual(ids);
        expect(rest.at(-1).content).toBe('done');
      }
    },
  );

  it('sees what was refused among its calls, and the state keeps what it said', async () => {
    for (const [, messages, model] of await outcomes(ours, scripts['one beside others'] ?? [])) {
      expect(messages[0].tool_calls.map(({ id }: Loose) => id)).toEqual(['2']);
      expect(messages[0].invalid_tool_calls).toEqual([broken('1')]);
      const seen = model.asked.at(-1)?.find((message) => message.type === 'ai') as Loose;
      expect(seen.tool_calls.map(({ id, args }: Loose) => [id, args])).toEqual([
        ['2', { text: 'b' }],
        ['1', {}],
      ]);
      expect(seen.invalid_tool_calls).toEqual([]);
    }
  });

  it('sees it in messages of a hook, in an answer of its own form, and with names in the text', async () => {
    const model = says({ invalid: [broken('1')] }, 'done');
    const agent: Loose = ours.prebuilt.createReactAgent({
      llm: model,
      tools: [echo],
      name: 'x',
      includeAgentName: 'inline',
      preModelHook: ((s: Loose) => ({ llmInputMessages: s.messages })) as Loose,
      prompt: (s: Loose) => [new HumanMessage('first'), ...s.messages],
      responseFormat: {},
    });
    Object.assign(model.script, { structured: { a: 1 } });
    const { structuredResponse } = await agent.invoke({ messages: ['hi'] });
    expect(structuredResponse).toEqual({ a: 1 });
    for (const messages of model.asked.slice(1))
      expect(messages.flatMap((message: Loose) => message.tool_calls ?? []).map(({ id }) => id)).toEqual(['1']);
  });

  it('sees a call once that somebody has mended since', async () => {
    const mended = new AIMessage({
      content: '',
      tool_calls: [call('echo', { text: 'a' }, '1') as Loose],
      invalid_tool_calls: [broken('1')],
    });
    const model = says('done');
    const agent: Loose = ours.prebuilt.createReactAgent({ llm: model, tools: [echo] });
    await agent.invoke({ messages: [mended, new ToolMessage({ content: 'x', tool_call_id: '1' })] });
    expect(model.asked[0]?.[0]).toHaveProperty('tool_calls', [call('echo', { text: 'a' }, '1')]);
  });

  it('ends at the limit of steps if it never mends', async () => {
    await expect(outcomes(ours, [{ invalid: [broken('1')] }])).rejects.toThrow(/Recursion limit of 15/);
  });

  it('gets no answer twice after a break', async () => {
    const model = says({ calls: [call('echo', { text: 'a' }, '2')], invalid: [broken('1')] }, 'done');
    const agent: Loose = ours.prebuilt.createReactAgent({
      llm: model,
      tools: [echo],
      checkpointer: new ours.MemorySaver(),
      interruptBefore: ['tools'],
    });
    const thread = { configurable: { thread_id: '1' } };
    await agent.invoke({ messages: ['hi'] }, thread);
    await agent.updateState(
      thread,
      { messages: [new ToolMessage({ content: 'by hand', tool_call_id: '1' })] },
      'tools',
    );
    await agent.updateState(
      thread,
      { messages: [new ToolMessage({ content: 'by hand too', tool_call_id: '2' })] },
      'tools',
    );
    const { messages } = await agent.invoke(null, thread);
    expect(messages.map(line).slice(1)).toEqual([
      '',
      [undefined, 'by hand', '1'],
      [undefined, 'by hand too', '2'],
      'done',
    ]);
  });
});

describe('a tool node', () => {
  const asking = (calls: Loose[], invalid: Loose[] = []): AIMessage =>
    new AIMessage({ content: '', tool_calls: calls, invalid_tool_calls: invalid });

  it('answers calls that cannot be read where there are no others', async () => {
    const node: Loose = new ours.prebuilt.ToolNode([echo]);
    expect((await node.invoke([asking([], [broken('1')])])).map(line)).toEqual([refusal]);
  });

  it('answers them beside others if it is asked to', async () => {
    const node: Loose = new ours.prebuilt.ToolNode([echo], { repairToolCalls: true } as object);
    const { messages } = await node.invoke({ messages: [asking([call('echo', { text: 'a' }, '2')], [broken('1')])] });
    expect(messages.map(line)).toEqual([['success', 'echo a', '2'], refusal]);
  });

  it('takes what came before a call for no answer to it', async () => {
    const node: Loose = new ours.prebuilt.ToolNode([echo]);
    const messages = [new ToolMessage({ content: 'x', tool_call_id: '1' }), asking([call('echo', { text: 'a' }, '1')])];
    expect((await node.invoke(messages)).map(line)).toEqual([['success', 'echo a', '1']]);
  });

  it('tells what was thrown and is no error', async () => {
    const nothing = toolOf('nothing', () => {
      throw null;
    });
    const node: Loose = new ours.prebuilt.ToolNode([throws, nothing]);
    const answers = await node.invoke([asking([call('throws', {}, '1'), call('nothing', {}, '2')])]);
    expect(answers.map(line)).toEqual([
      ['error', 'Error: only text', '1'],
      ['error', 'Error: null', '2'],
    ]);
  });

  class OfOnesOwn extends ours.prebuilt.ToolNode {
    protected override async run(): Promise<Loose> {
      return { messages: [] };
    }
  }

  it.each<[string, Loose]>([
    ['a node of the original', new oracle.prebuilt.ToolNode([echo])],
    ['a node that runs tools in its own way', new OfOnesOwn([echo])],
    ['a node that repairs nothing', new ours.prebuilt.ToolNode([echo], { repairToolCalls: false } as object)],
  ])('%s has an agent end as the original does', async (_kind, tools) => {
    const agent: Loose = ours.prebuilt.createReactAgent({ llm: says({ invalid: [broken('1')] }, 'done'), tools });
    expect((await agent.invoke({ messages: ['hi'] })).messages.map(line)).toEqual(['hi', '']);
  });
});

describe('commands of tools for the graph around', () => {
  it.each([[['a', 'b']], [['a']], [['a', 'sends']]])('keep their updates: %s', async (names) => {
    const { Command, Send } = ours;
    const updates = (name: string): Loose =>
      toolOf(name, () => new Command({ graph: Command.PARENT, update: { log: [name] } }));
    const sends = toolOf(
      'sends',
      () => new Command({ graph: Command.PARENT, goto: [new Send('other', {})], update: { log: ['sends'] } }),
    );
    const State = ours.Annotation.Root({
      ...ours.MessagesAnnotation.spec,
      log: ours.Annotation<string[]>({ reducer: (held, more) => held.concat(more), default: () => [] }),
    });
    const tools = [updates('a'), updates('b'), sends];
    const inner = ours.prebuilt.createReactAgent({
      llm: says({ calls: names.map((name) => call(name, {}, name)) }),
      tools,
    });
    const graph: Loose = new ours.StateGraph(State)
      .addNode('inner', inner as Loose, { ends: ['other'] })
      .addNode('other', () => ({ log: ['other'] }))
      .addEdge(ours.START, 'inner')
      .compile();
    const { log } = await graph.invoke({ messages: ['hi'] });
    expect(log).toEqual(names.includes('sends') ? [...names, 'other'] : names);
  });
});
