/** Programs about what can be seen of an agent while it runs, and of its threads. */
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { HumanMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { z } from 'zod';
import { thread, type Loose } from '../differential/programs/log-state.ts';
import type { Library } from '../differential/library.ts';
import type { Program, Programs } from '../differential/run-program.ts';
import { call, says, ScriptedModel } from './scripted-model.ts';
import { echo, fails, final, shout, toolOf } from './tools.ts';

const ask = (): Loose => ({ messages: [new HumanMessage({ content: 'hi', id: 'q' })] });
const calling = () =>
  says(
    { content: 'let me see', calls: [call('echo', { text: 'a' }, '1'), call('shout', { text: 'b' }, '2')] },
    'all done',
  );
const versions = ['v1', 'v2'] as const;
const agentOf = (lib: Library, more: Loose = {}): Loose =>
  lib.prebuilt.createReactAgent({ llm: calling(), tools: [echo, shout], ...more });

const perVersion = (
  name: string,
  program: (lib: Library, t: Parameters<Program>[1], version: 'v1' | 'v2') => Promise<void>,
): Programs =>
  Object.fromEntries(versions.map((version) => [`${name}, ${version}`, (lib, t) => program(lib, t, version)]));

export const streams: Programs = {
  ...Object.assign(
    {},
    ...['values', 'updates', 'messages', 'custom', 'tasks', 'checkpoints', 'debug', 'tools'].map((streamMode) =>
      perVersion(`mode ${streamMode}`, async (lib, t, version) => {
        const checkpointer = streamMode === 'checkpoints' || streamMode === 'debug' ? t.memory() : undefined;
        const agent = agentOf(lib, { version, prompt: 'Hi.', checkpointer });
        await t.chunks('chunks', () => agent.stream(ask(), { streamMode, ...thread('1') }));
      }),
    ),
  ),
  ...perVersion('several modes', async (lib, t, version) => {
    await t.chunks('chunks', () =>
      agentOf(lib, { version, name: 'x' }).stream(ask(), { streamMode: ['messages', 'updates', 'values'] }),
    );
  }),
  'messages of an agent with hooks and a schema': async (lib, t) => {
    const model = new ScriptedModel({
      lines: [{ content: 'one two', calls: [call('echo', { text: 'a' }, '1')] }, 'three'],
      structured: { a: 1 },
    });
    const agent = agentOf(lib, {
      llm: model,
      preModelHook: () => ({}),
      postModelHook: () => ({}),
      responseFormat: z.object({}),
    });
    await t.chunks('chunks', () => agent.stream(ask(), { streamMode: 'messages' }));
  },
  'messages of an agent in a graph': async (lib, t) => {
    const graph = new lib.StateGraph(lib.MessagesAnnotation)
      .addNode('inner', agentOf(lib))
      .addEdge(lib.START, 'inner')
      .compile();
    await t.chunks('chunks', () => graph.stream(ask(), { streamMode: 'messages', subgraphs: true } as Loose));
  },
  ...perVersion('events', async (lib, t, version) => {
    const llm = says({ content: 'let me see', calls: [call('echo', { text: 'a' }, '1')] }, 'all done');
    const agent = agentOf(lib, { llm, version, prompt: 'Hi.' });
    const events = await t.collect(agent.streamEvents(ask(), { version: 'v2' }) as AsyncIterable<Loose>);
    for (const { event, name, tags, metadata, data, run_id, parent_ids } of events)
      t.record(`${event} ${name}`, [tags, metadata.langgraph_node, metadata.langgraph_step, data, run_id, parent_ids]);
  }),
  'events of an agent with everything': async (lib, t) => {
    const model = new ScriptedModel({
      lines: [{ calls: [call('fails', { text: 'a' }, '1')] }, { calls: [call('final', { text: 'a' }, '2')] }, 'three'],
      structured: { a: 1 },
    });
    const agent = lib.prebuilt.createReactAgent({
      llm: model,
      tools: [fails, final],
      name: 'x',
      includeAgentName: 'inline',
      preModelHook: (() => ({})) as Loose,
      postModelHook: RunnableLambda.from(() => ({})) as Loose,
      responseFormat: z.object({}),
      messageModifier: RunnableLambda.from((m: Loose) => m),
    });
    const events = await t.collect(agent.streamEvents(ask(), { version: 'v2' }) as AsyncIterable<Loose>);
    for (const { event, name, tags, run_id, parent_ids } of events)
      t.record(`${event} ${name}`, [tags, run_id, parent_ids]);
  },
  ...perVersion('callbacks', async (lib, t, version) => {
    class Listener extends BaseCallbackHandler {
      name = 'listener';
      override awaitHandlers = true;
      override handleChainStart(...[, inputs, run, parent, tags, , , name]: Loose[]): void {
        t.record('chain', [inputs, run, parent, tags, name]);
      }
      override handleChatModelStart(...[, messages, run, parent, extra, tags, metadata, name]: Loose[]): void {
        t.record('model', [messages, run, parent, extra?.options?.tools, tags, metadata?.langgraph_node, name]);
      }
      override handleToolStart(...[, input, run, parent, tags, , name, id]: Loose[]): void {
        t.record('tool', [input, run, parent, tags, name, id]);
      }
      override handleToolEnd(output: Loose, run: string): void {
        t.record('tool ends', [output, run]);
      }
      override handleChainEnd(outputs: Loose, run: string): void {
        t.record('chain ends', [outputs, run]);
      }
    }
    await agentOf(lib, { version, prompt: (s: Loose) => s.messages }).invoke(ask(), { callbacks: [new Listener()] });
  }),
  ...perVersion('what is stored', async (lib, t, version) => {
    const saver = t.saver();
    const agent = agentOf(lib, { version, checkpointer: saver });
    await agent.invoke(ask(), thread('1'));
    t.savedBy(saver);
    t.record('state', await agent.getState(thread('1')));
    for (const state of await t.collect(agent.getStateHistory(thread('1')))) t.record('history', state);
  }),
  ...perVersion('breakpoints', async (lib, t, version) => {
    const agent = agentOf(lib, {
      version,
      checkpointer: t.memory(),
      interruptBefore: ['tools'],
      interruptAfter: ['agent'],
    });
    await t.chunks('first', () => agent.stream(ask(), { ...thread('1'), streamMode: 'updates' }));
    const state = await agent.getState(thread('1'));
    t.record('state', [state.next, state.tasks, state.values]);
    await t.chunks('second', () => agent.stream(null, { ...thread('1'), streamMode: 'updates' }));
    await t.chunks('third', () => agent.stream(null, { ...thread('1'), streamMode: 'updates' }));
    const all = agentOf(lib, { version, checkpointer: t.memory(), interruptBefore: 'all' });
    await t.chunks('all', () => all.stream(ask(), { ...thread('1'), streamMode: 'updates' }));
    t.record('next', (await all.getState(thread('1'))).next);
  }),
  ...perVersion('questions of tools', async (lib, t, version) => {
    const asks = toolOf(
      'asks',
      ({ what }) => `${what}: ${String(lib.interrupt(what))}`,
      z.object({ what: z.string() }),
    );
    const lines = [
      {
        calls: [
          call('asks', { what: 'one' }, '1'),
          call('echo', { text: 'a' }, '2'),
          call('asks', { what: 'two' }, '3'),
        ],
      },
      'done',
    ];
    const agent = agentOf(lib, { llm: says(...lines), tools: [asks, echo], version, checkpointer: t.memory() });
    await t.chunks('asks', () => agent.stream(ask(), { ...thread('1'), streamMode: ['updates', 'values'] }));
    const state = await agent.getState(thread('1'));
    t.record('state', state);
    const [first] = state.tasks.flatMap(({ interrupts }: Loose) => interrupts);
    t.record('one answered', await agent.invoke(new lib.Command({ resume: { [first.id]: 'yes' } }), thread('1')));
    t.record('next', (await agent.getState(thread('1'))).next);
    await t.attempt('all answered', () => agent.invoke(new lib.Command({ resume: 'no' }), thread('1')));
    t.record('values', (await agent.getState(thread('1'))).values);
  }),
  ...perVersion('a state that is changed by hand', async (lib, t, version) => {
    const agent = agentOf(lib, { version, checkpointer: t.memory(), interruptBefore: ['tools'] });
    const { messages } = await agent.invoke(ask(), thread('1'));
    const last = messages.at(-1);
    last.tool_calls = [last.tool_calls[0]];
    await agent.updateState(thread('1'), { messages: [last] });
    t.record('goes on', await agent.invoke(null, thread('1')));
  }),
  'typed events of an agent': async (lib, t) => {
    const run: Loose = await agentOf(lib).streamEvents(ask(), { version: 'v3' });
    for await (const { params, ...event } of run) {
      t.record('event', [event, { ...params, data: settled(params.data), timestamp: 0 }]);
    }
    await t.attempt('output', () => run.output);
  },
  'many runs at once': async (lib, t) => {
    const agent = lib.prebuilt.createReactAgent({
      llm: ((state: Loose) =>
        says(
          state.messages.length === 1 ? { calls: [call('echo', { text: state.messages[0].content }, '1')] } : 'done',
        )) as Loose,
      tools: [echo],
    });
    t.record(
      'results',
      await agent.batch(['a', 'b', 'c'].map((text) => ({ messages: [new HumanMessage(text)] })) as Loose),
    );
  },
};

/** Without what is changed after it was told: what that reads as depends on when. Core fills blocks that have begun; states give ids. */
function settled(data: Loose): Loose {
  if (data.event === 'content-block-start') return { ...data, content: undefined };
  return data.event === 'tool-finished' ? { ...data, output: data.output?.content } : data;
}

export const drawings: Programs = Object.fromEntries(
  Object.entries({
    plain: {},
    'version 2': { version: 'v2' },
    'no tools': { tools: [] },
    returnDirect: { tools: [final] },
    'hook before': { preModelHook: () => ({}) },
    'hook after': { postModelHook: () => ({}) },
    'hook after, version 2': { postModelHook: () => ({}), version: 'v2' },
    'both hooks and returnDirect': { preModelHook: () => ({}), postModelHook: () => ({}), tools: [final] },
    schema: { responseFormat: z.object({}) },
    'schema and hooks': { responseFormat: z.object({}), preModelHook: () => ({}), postModelHook: () => ({}) },
    'schema and returnDirect': { responseFormat: z.object({}), tools: [final], version: 'v2' },
    breakpoints: { interruptBefore: ['tools'], interruptAfter: ['agent'], checkpointer: true },
  }).map(([name, more]): [string, Program] => [
    name,
    async (lib, t) => {
      const agent = agentOf(lib, more);
      const drawn = await agent.getGraphAsync();
      t.record('mermaid', drawn.drawMermaid());
      t.record('json', drawn.toJSON());
      const around = new lib.StateGraph(lib.MessagesAnnotation)
        .addNode('inner', agent)
        .addEdge(lib.START, 'inner')
        .compile();
      t.record('within', (await around.getGraphAsync({ xray: true })).drawMermaid());
    },
  ]),
);
