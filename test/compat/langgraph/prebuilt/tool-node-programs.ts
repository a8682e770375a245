/** Programs about the node that runs tools, alone and in graphs of one's own. */
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { z } from 'zod';
import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Library } from '../differential/library.ts';
import type { Programs } from '../differential/run-program.ts';
import { call, says } from './scripted-model.ts';
import { echo, fails, measure, own, plain, shout, toolOf } from './tools.ts';

const asking = (...calls: Loose[]): AIMessage =>
  new AIMessage({ content: '', id: 'a', tool_calls: calls.map((each) => ({ type: 'tool_call', ...each })) });
const nodeOf = (lib: Library, tools: Loose[], options?: Loose): Loose => new lib.prebuilt.ToolNode(tools, options);

export const toolNodes: Programs = {
  'what it is': (lib, t) => {
    const node = nodeOf(lib, [echo]);
    t.record('defaults', [
      node.name,
      node.getName(),
      node.trace,
      node.recurse,
      node.handleToolErrors,
      node.tools.length,
      node.config,
      node.tags,
      node.lc_namespace,
    ]);
    const named = nodeOf(lib, [], { name: 'mine', tags: ['a'], handleToolErrors: false });
    t.record('given', [named.name, named.trace, named.handleToolErrors, named.config]);
  },
  'messages, a state, a packet': async (lib, t) => {
    const node = nodeOf(lib, [echo, shout, measure, own, plain]);
    const messages = [
      new HumanMessage('hi'),
      asking(call('echo', { text: 'a' }, '1'), call('measure', { text: 'ab' }, '2'), call('own', {}, '3')),
    ];
    t.record('list', await node.invoke(messages));
    t.record('state', await node.invoke({ messages }));
    t.record(
      'packet',
      await node.invoke({
        messages,
        lg_tool_call: { name: 'plain', args: { input: 'x' }, id: '4', type: 'tool_call' },
      }),
    );
    t.record('packet alone', await node.invoke({ lg_tool_call: { name: 'nobody', args: {} } }));
    t.record('no calls', await node.invoke([asking()]));
    t.record('earlier calls', await node.invoke([asking(call('echo', { text: 'a' }, '1')), new HumanMessage('x')]));
  },
  'inputs of other kinds': async (lib, t) => {
    const node = nodeOf(lib, [echo]);
    for (const [name, input] of Object.entries({
      null: null,
      text: 'x',
      empty: {},
      'no list': { messages: 'x' },
      plain: { messages: [{ role: 'ai', content: '' }] },
      'no answer': [new HumanMessage('x')],
      nothing: [],
    }))
      await t.attempt(name, () => node.invoke(input));
  },
  'calls that are answered already': async (lib, t) => {
    const node = nodeOf(lib, [echo]);
    const answered = new ToolMessage({ content: 'known', tool_call_id: '1' });
    const messages = [asking(call('echo', { text: 'a' }, '1'), call('echo', { text: 'b' }, '2')), answered];
    t.record('one', await node.invoke(messages));
    t.record(
      'all',
      await node.invoke({ messages: [...messages, new ToolMessage({ content: 'x', tool_call_id: '2' })] }),
    );
    t.record(
      'none has an id',
      await node.invoke([asking(call('echo', { text: 'a' })), new ToolMessage({ content: 'x' } as Loose)]),
    );
  },
  'what tools are given': async (lib, t) => {
    const look = toolOf(
      'look',
      (input, config) => {
        t.record(
          'keys',
          Object.keys(config)
            .filter((key) => config[key] !== undefined)
            .sort(),
        );
        t.record('given', [
          input,
          config.toolCallId,
          config.toolCall,
          config.state,
          config.context,
          config.store === null,
          typeof config.writer,
        ]);
        t.record('config', [config.config.configurable, config.config.tags, config.config.context]);
        return 'seen';
      },
      z.object({ a: z.number() }),
    );
    const message = asking(call('look', { a: 1 }, '7'));
    const config = { configurable: { user: 'Ada' }, tags: ['t'], context: { b: 2 }, metadata: { m: 1 } };
    t.record('state', await nodeOf(lib, [look], { tags: ['n'] }).invoke({ messages: [message], more: 1 }, config));
    t.record('list', await nodeOf(lib, [look]).invoke([message]));
    t.record('packet', await nodeOf(lib, [look]).invoke({ more: 2, lg_tool_call: message.tool_calls?.[0] }, config));
  },
  'tools in a graph': async (lib, t) => {
    const look = toolOf('look', async (_input, config) => {
      config.writer('written');
      await config.store.put(['a'], 'k', { v: 1 });
      return JSON.stringify([
        config.state.messages.length,
        config.context,
        (await config.store.get(['a'], 'k')).value,
        lib.getCurrentTaskInput<Loose>(config).messages.length,
      ]);
    });
    const graph = new lib.StateGraph(lib.MessagesAnnotation)
      .addNode('tools', nodeOf(lib, [look]))
      .addEdge(lib.START, 'tools')
      .compile({ store: new lib.InMemoryStore() });
    await t.chunks('chunks', () =>
      graph.stream({ messages: [asking(call('look', {}, '1'))] }, {
        streamMode: ['custom', 'updates'],
        context: { a: 1 },
      } as Loose),
    );
  },
  'results in any order, told in that of the calls': async (lib, t) => {
    const slow = toolOf(
      'slow',
      async ({ ms }) => (await pause(ms), t.record('done', ms), `${ms}`),
      z.object({ ms: z.number() }),
    );
    t.record(
      'result',
      await nodeOf(lib, [slow]).invoke([asking(...[30, 1, 15].map((ms, place) => call('slow', { ms }, `${place}`)))]),
    );
  },
  'results of every type': async (lib, t) => {
    const values: Loose[] = [
      'text',
      5,
      null,
      undefined,
      true,
      { a: 1 },
      [1, 2],
      [{ type: 'text', text: 'x' }],
      new Date(0),
      '',
      new HumanMessage('no tool'),
    ];
    const tools = values.map((value, place) => toolOf(`t${place}`, () => value));
    t.record(
      'results',
      await nodeOf(lib, tools).invoke([asking(...tools.map((each, place) => call(each.name, {}, `${place}`)))]),
    );
  },
  'content and artifact': async (lib, t) => {
    const both: Loose = toolOf('both', () => ['content', { big: 1 }]);
    both.responseFormat = 'content_and_artifact';
    t.record('result', await nodeOf(lib, [both]).invoke([asking(call('both', {}, '1'))]));
  },
  'tools without ids': async (lib, t) => {
    const node = nodeOf(lib, [echo, measure, fails]);
    t.record(
      'result',
      await node.invoke([
        asking(
          call('echo', { text: 'a' }),
          call('measure', { text: 'ab' }),
          call('fails', { text: '' }),
          call('nobody', {}),
        ),
      ]),
    );
  },
  'the id that a tool is told': async (lib, t) => {
    const tell = toolOf('tell', (_input, config) => JSON.stringify([config.toolCallId, config.toolCall?.id ?? null]));
    t.record('result', await nodeOf(lib, [tell]).invoke([asking(call('tell', {}), call('tell', {}, '1'))]));
  },
  'two calls of one id': async (lib, t) => {
    t.record(
      'result',
      await nodeOf(lib, [echo]).invoke([asking(call('echo', { text: 'a' }, '1'), call('echo', { text: 'b' }, '1'))]),
    );
  },
  failures: async (lib, t) => {
    const message = [asking(call('fails', { text: 'a' }, '1'))];
    t.record('handled', await nodeOf(lib, [fails]).invoke(message));
    await t.attempt('thrown', () => nodeOf(lib, [fails], { handleToolErrors: false }).invoke(message));
    await t.attempt('unknown, thrown', () => nodeOf(lib, [], { handleToolErrors: false }).invoke(message));
    const node = nodeOf(lib, [fails]);
    node.handleToolErrors = false;
    await t.attempt('set later', () => node.invoke(message));
    node.tools = [echo];
    node.handleToolErrors = true;
    t.record('tools set later', await node.invoke(message));
  },
  'the first tool of a name': async (lib, t) => {
    const tools = [toolOf('same', () => 'one'), toolOf('same', () => 'two')];
    t.record('result', await nodeOf(lib, tools).invoke([asking(call('same', {}, '1'))]));
  },
  'a node that runs tools in its own way': async (lib, t) => {
    class Mine extends (lib.prebuilt.ToolNode as Loose) {
      async runTool(each: Loose, config: Loose, state: Loose): Promise<Loose> {
        t.record('call', [each.name, state.messages.length]);
        const output = await super['runTool'](each, config, state);
        output.content += '!';
        return output;
      }
      async run(input: Loose, config: Loose): Promise<Loose> {
        const output = await super['run'](input, config);
        return { messages: [...output.messages, new HumanMessage('and me')] };
      }
    }
    const mine: Loose = new (Mine as Loose)([echo]);
    t.record('alone', await mine.invoke({ messages: [asking(call('echo', { text: 'a' }, '1'))] }));
    const model = says({ calls: [call('echo', { text: 'b' }, '2')] }, 'done');
    t.record(
      'agent',
      await lib.prebuilt.createReactAgent({ llm: model, tools: mine }).invoke({ messages: ['hi'] } as Loose),
    );
  },
  'interrupts pass': async (lib, t) => {
    const asks = toolOf('asks', () => `said ${String(lib.interrupt('how many?'))}`);
    for (const handleToolErrors of [true, false]) {
      const graph = new lib.StateGraph(lib.MessagesAnnotation)
        .addNode('tools', nodeOf(lib, [asks, fails], { handleToolErrors }))
        .addEdge(lib.START, 'tools')
        .compile({ checkpointer: t.memory() as Loose });
      t.record('asks', await graph.invoke({ messages: [asking(call('asks', {}, '1'))] }, thread('1')));
      t.record('answered', await graph.invoke(new lib.Command({ resume: 5 }) as Loose, thread('1')));
    }
  },
  'the edge to tools': (lib, t) => {
    const { toolsCondition } = lib.prebuilt;
    const calls = asking(call('a', {}, '1'));
    t.record('answers', [
      toolsCondition([calls]),
      toolsCondition({ messages: [calls] }),
      toolsCondition([calls, new HumanMessage('x')]),
      toolsCondition([new AIMessage('x')]),
      toolsCondition([]),
      toolsCondition({ messages: [] }),
      toolsCondition([{ tool_calls: undefined } as Loose]),
    ]);
  },
  'a graph of one’s own': async (lib, t) => {
    const model = says({ calls: [call('echo', { text: 'a' }, '1')] }, 'done').bindTools([echo]) as Loose;
    const graph = new lib.StateGraph(lib.MessagesAnnotation)
      .addNode('model', async (s: Loose) => ({ messages: [await model.invoke(s.messages)] }))
      .addNode('tools', nodeOf(lib, [echo]))
      .addEdge(lib.START, 'model')
      .addConditionalEdges('model', lib.prebuilt.toolsCondition, ['tools', lib.END])
      .addEdge('tools', 'model')
      .compile();
    await t.chunks('updates', () => graph.stream({ messages: ['hi'] } as Loose, { streamMode: 'updates' }));
    t.record('drawn', (await graph.getGraphAsync()).drawMermaid());
  },
};
