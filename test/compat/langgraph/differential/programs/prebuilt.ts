import { AIMessage, HumanMessage, RemoveMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { z } from 'zod';
import { call, says, ScriptedModel } from '../../prebuilt/scripted-model.ts';
import { echo, fails, shout, toolOf } from '../../prebuilt/tools.ts';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { thread, type Loose } from './log-state.ts';

const ask = (text = 'hi'): Loose => ({ messages: [new HumanMessage({ content: text, id: text })] });
const versions = ['v1', 'v2'] as const;

/** Two agents that hand over to each other, in a graph of theirs. */
function crew(lib: Library, version: 'v1' | 'v2'): Loose {
  const handTo = (name: string): Loose =>
    toolOf(`to_${name}`, (_input, config) => {
      const done = new ToolMessage({ content: `over to ${name}`, tool_call_id: config.toolCallId, id: `over-${name}` });
      return new lib.Command({
        graph: lib.Command.PARENT,
        goto: name,
        update: { messages: [...config.state.messages, done] },
      });
    });
  const agent = (name: string, ...lines: Loose[]): Loose =>
    lib.prebuilt.createReactAgent({ llm: says(...lines), tools: [echo, handTo('ada'), handTo('bob')], name, version });
  const builder: Loose = new lib.StateGraph(lib.MessagesAnnotation);
  return builder
    .addNode(
      'ada',
      agent(
        'ada',
        { calls: [call('echo', { text: 'a' }, '1')], id: 'a1' },
        { calls: [call('to_bob', {}, '2')], id: 'a2' },
      ),
      { ends: ['bob'] },
    )
    .addNode('bob', agent('bob', { content: 'all yours', id: 'b1' }), { ends: ['ada'] })
    .addEdge(lib.START, 'ada')
    .compile();
}

export const prebuilt: Programs = {
  'two agents that hand over': async (lib, t) => {
    for (const version of versions) {
      await t.chunks(version, () => crew(lib, version).stream(ask(), { subgraphs: true, streamMode: 'updates' }));
      t.record('drawn', (await crew(lib, version).getGraphAsync({ xray: true })).drawMermaid());
    }
  },
  'an agent as the tool of another': async (lib, t) => {
    const inner = lib.prebuilt.createReactAgent({
      llm: says({ calls: [call('shout', { text: 'x' }, 'i')] }, 'inner done'),
      tools: [shout],
      name: 'inner',
    });
    const asTool = toolOf(
      'inner',
      async ({ text }, config) => (await inner.invoke(ask(text), config)).messages.at(-1)?.content,
      z.object({ text: z.string() }),
    );
    for (const version of versions) {
      const outer = lib.prebuilt.createReactAgent({
        llm: says({ calls: [call('inner', { text: 'go' }, 'o')] }, 'outer done'),
        tools: [asTool],
        version,
      });
      t.record(version, await outer.invoke(ask()));
    }
  },
  'a person who approves, edits and refuses calls': async (lib, t) => {
    const review = (state: Loose): Loose => {
      const last = state.messages.at(-1);
      if (!last.tool_calls?.length) return {};
      const config = { allow_ignore: true, allow_respond: true, allow_edit: true, allow_accept: true };
      const [asked] = last.tool_calls;
      const answer: Loose = lib.interrupt([{ action_request: { action: asked.name, args: asked.args }, config }]);
      if (answer.type === 'accept') return {};
      if (answer.type === 'response')
        return {
          messages: [new ToolMessage({ content: answer.args, tool_call_id: asked.id, name: asked.name, id: 'r' })],
        };
      const edited = { ...asked, ...(answer.type === 'edit' ? { args: answer.args.args } : {}) };
      return {
        messages: [new AIMessage({ id: last.id, content: '', tool_calls: answer.type === 'ignore' ? [] : [edited] })],
      };
    };
    const answers = [
      { type: 'accept', args: null },
      { type: 'response', args: 'better not' },
      { type: 'edit', args: { action: 'echo', args: { text: 'edited' } } },
      { type: 'ignore', args: null },
    ];
    for (const version of versions)
      for (const answer of answers) {
        const agent = lib.prebuilt.createReactAgent({
          llm: says({ calls: [call('echo', { text: 'asked' }, '1')], id: 'a1' }, { content: 'done', id: 'a2' }),
          tools: [echo],
          postModelHook: review as Loose,
          checkpointer: t.memory() as Loose,
          version,
        });
        t.record(`${version} asks`, await agent.invoke(ask(), thread('1')));
        t.record(
          `${version} ${answer.type}`,
          await agent.invoke(new lib.Command({ resume: answer }) as Loose, thread('1')),
        );
        t.record('next', (await agent.getState(thread('1'))).next);
      }
  },
  'a long talk that is kept short': async (lib, t) => {
    const State = lib.Annotation.Root({ ...lib.MessagesAnnotation.spec, summary: lib.Annotation<string> });
    const model = says((messages) => `answer to ${messages.length}`);
    const agent = lib.prebuilt.createReactAgent({
      llm: model,
      tools: [],
      stateSchema: State,
      preModelHook: ((state: Loose) => {
        if (state.messages.length < 4) return {};
        const old = state.messages.slice(0, -1);
        return { summary: `${old.length} more`, messages: old.map(({ id }: Loose) => new RemoveMessage({ id })) };
      }) as Loose,
      prompt: (state: Loose) => [new SystemMessage(`before: ${state.summary}`), ...state.messages],
      checkpointer: t.memory() as Loose,
    });
    for (const text of ['one', 'two', 'three']) t.record(text, await agent.invoke(ask(text), thread('1')));
    t.record('asked', model.asked);
  },
  'tools that remember, in a store and in the state': async (lib, t) => {
    const State = lib.Annotation.Root({
      ...lib.MessagesAnnotation.spec,
      notes: lib.Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
    });
    const note = toolOf(
      'note',
      async ({ text }, config) => {
        await config.store.put(['notes'], text, { text });
        config.writer({ noted: text });
        const message = new ToolMessage({ content: 'noted', tool_call_id: config.toolCallId });
        return new lib.Command({ update: { notes: [text], messages: [message] } });
      },
      z.object({ text: z.string() }),
    );
    const recall = toolOf('recall', async (_input, config) =>
      JSON.stringify([config.state.notes, (await config.store.search(['notes'])).length]),
    );
    for (const version of versions) {
      const lines = [
        { calls: [call('note', { text: 'a' }, '1'), call('note', { text: 'b' }, '2')] },
        { calls: [call('recall', {}, '3')] },
        'done',
      ];
      const agent = lib.prebuilt.createReactAgent({
        llm: says(...lines),
        tools: [note, recall],
        stateSchema: State,
        store: new lib.InMemoryStore(),
        version,
      });
      await t.chunks(version, () => agent.stream(ask(), { streamMode: ['custom', 'updates'] }));
    }
  },
  'an agent that mends its calls and answers in a form of its own': async (lib, t) => {
    for (const version of versions) {
      const model = new ScriptedModel({
        lines: [{ calls: [call('nobody', {}, '1')] }, { calls: [call('fails', { text: 'x' }, '2')] }, { calls: [call('echo', {}, '3')] }, { calls: [call('echo', { text: 'y' }, '4')] }, 'done'],
        structured: { said: 'y' },
      }); // prettier-ignore
      const responseFormat = { prompt: 'What was said?', schema: z.object({ said: z.string() }) };
      const agent = lib.prebuilt.createReactAgent({ llm: model, tools: [echo, fails], responseFormat, version });
      t.record(version, await agent.invoke(ask()));
      t.record('asked', model.asked.at(-1));
    }
  },
  'a graph that chooses among tools by itself': async (lib, t) => {
    const model: Loose = says(
      { calls: [call('echo', { text: 'a' }, '1'), call('shout', { text: 'b' }, '2')] },
      'done',
    ).bindTools([echo, shout]);
    const graph = new lib.StateGraph(lib.MessagesAnnotation)
      .addNode('model', async (state: Loose) => ({ messages: [await model.invoke(state.messages)] }))
      .addNode('quiet', new lib.prebuilt.ToolNode([echo], { name: 'quiet' }))
      .addNode('loud', new lib.prebuilt.ToolNode([shout]))
      .addEdge(lib.START, 'model')
      .addConditionalEdges('model', (state: Loose) =>
        state.messages
          .at(-1)
          .tool_calls.map(
            (each: Loose) => new lib.Send(each.name === 'echo' ? 'quiet' : 'loud', { lg_tool_call: each }),
          ),
      )
      .addEdge('quiet', 'model')
      .addEdge('loud', 'model')
      .compile();
    await t.chunks('updates', () => graph.stream(ask(), { streamMode: 'updates' }));
  },
  'a thread that is forked before its tools': async (lib, t) => {
    const agent = lib.prebuilt.createReactAgent({
      llm: says(
        { calls: [call('echo', { text: 'a' }, '1')], id: 'a1' },
        (messages) => `saw ${String(messages.at(-1)?.content)}`,
      ),
      tools: [echo],
      checkpointer: t.memory() as Loose,
    });
    t.record('first', await agent.invoke(ask(), thread('1')));
    const history: Loose[] = await t.collect(agent.getStateHistory(thread('1')));
    const before = history.find(({ next }) => next[0] === 'tools');
    const edited = new AIMessage({
      id: 'a1',
      content: '',
      tool_calls: [{ ...before.values.messages[1].tool_calls[0], args: { text: 'b' } }],
    });
    const fork = await agent.updateState(before.config, { messages: [edited] }, 'agent');
    t.record('forked', await agent.invoke(null, fork));
  },
};
