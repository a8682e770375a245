/** Programs about tools that return commands. */
import { AIMessage, ToolMessage } from '@langchain/core/messages';
import { type Loose } from '../differential/programs/log-state.ts';
import type { Library } from '../differential/library.ts';
import type { Programs } from '../differential/run-program.ts';
import { call, says } from './scripted-model.ts';
import { echo, toolOf } from './tools.ts';

const asking = (...calls: Loose[]): AIMessage =>
  new AIMessage({ content: '', id: 'a', tool_calls: calls.map((each) => ({ type: 'tool_call', ...each })) });
const nodeOf = (lib: Library, tools: Loose[], options?: Loose): Loose => new lib.prebuilt.ToolNode(tools, options);

export const toolCommands: Programs = {
  'commands of tools': async (lib, t) => {
    const State = lib.Annotation.Root({ ...lib.MessagesAnnotation.spec, mood: lib.Annotation<string> });
    const set = toolOf(
      'set',
      (_input, config) =>
        new lib.Command({
          update: { mood: 'good', messages: [new ToolMessage({ content: 'set', tool_call_id: config.toolCallId })] },
        }),
    );
    const node = nodeOf(lib, [set, echo]);
    const both = asking(call('set', {}, '1'), call('echo', { text: 'a' }, '2'));
    t.record('list', await node.invoke([both]));
    t.record('state', await node.invoke({ messages: [both] }));
    for (const version of ['v1', 'v2'] as const) {
      const model = says({ calls: [call('set', {}, '1'), call('echo', { text: 'a' }, '2')] }, 'done');
      const agent = lib.prebuilt.createReactAgent({ llm: model, tools: [set, echo], stateSchema: State, version });
      t.record(version, await agent.invoke({ messages: ['hi'] } as Loose));
      const going = toolOf('go', () => new lib.Command({ goto: 'agent', update: { mood: 'gone' } }));
      const goes = lib.prebuilt.createReactAgent({
        llm: says({ calls: [call('go', {}, '1')] }, 'done'),
        tools: [going],
        stateSchema: State,
        version,
      });
      await t.attempt(`${version} goto`, () => goes.invoke({ messages: ['hi'] } as Loose));
    }
  },
  'commands for the graph around': async (lib, t) => {
    const { Command, Send } = lib;
    const hand = (name: string, command: () => Loose): Loose => toolOf(name, command);
    const tools = [
      hand('one', () => new Command({ graph: Command.PARENT, goto: [new Send('other', { from: 'one' })] })),
      hand(
        'two',
        () =>
          new Command({
            graph: Command.PARENT,
            goto: [new Send('other', { from: 'two' }), new Send('other', { from: '2' })],
          }),
      ),
      hand('named', () => new Command({ graph: Command.PARENT, goto: 'other', update: { log: ['named'] } })),
      echo,
    ];
    const node = nodeOf(lib, tools);
    t.record('packets', await node.invoke([asking(call('one', {}, '1'), call('two', {}, '2'))]));
    t.record(
      'mixed',
      await node.invoke({
        messages: [
          asking(call('one', {}, '1'), call('named', {}, '2'), call('two', {}, '3'), call('echo', { text: 'a' }, '4')),
        ],
      }),
    );
    const State = lib.Annotation.Root({
      ...lib.MessagesAnnotation.spec,
      log: lib.Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
    });
    for (const version of ['v1', 'v2'] as const)
      for (const names of [['one', 'two'], ['named'], ['one', 'echo']]) {
        const model = says({ calls: names.map((name, place) => call(name, { text: 'x' }, `${place}`)) }, 'done');
        const graph = new lib.StateGraph(State)
          .addNode('inner', lib.prebuilt.createReactAgent({ llm: model, tools, version }) as Loose, { ends: ['other'] })
          .addNode('other', (s: Loose) => ({ log: [`other ${s.from ?? 'state'}`] }))
          .addEdge(lib.START, 'inner')
          .compile();
        await t.attempt(`${version} ${names.join()}`, () => graph.invoke({ messages: ['hi'] } as Loose));
      }
  },
};
