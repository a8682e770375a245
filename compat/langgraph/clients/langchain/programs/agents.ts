import { createRequire } from 'node:module';
import { HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import {
  Command,
  InMemoryStore,
  MemorySaver,
  type BaseStore,
  type LangGraphRunnableConfig,
} from '@langchain/langgraph';
import { createAgent, tool, type ToolRuntime } from 'langchain';
import { z } from 'zod';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted } from '../../scripted-model.ts';
import { add, fails, weather } from '../tools.ts';

export const programs: Programs = {
  'a model without tools': async (t) => {
    const model = scripted('model', 'Hello to you.');
    const agent = createAgent({ model, tools: [] });
    await t.attempt('result', () => agent.invoke(asking('hello')));
    t.record('asked', model.questions);
  },

  'a tool round': async (t) => {
    const model = scripted('model', calls(['weather', { city: 'Ulm' }]), 'It rains in Ulm.');
    const agent = createAgent({ model, tools: [weather], systemPrompt: 'Be brief.', name: 'reporter' });
    await t.attempt('result', () => agent.invoke(asking('weather in Ulm?')));
    t.record('asked', model.questions);
  },

  'several tools in one answer': async (t) => {
    const answers = [
      calls(['weather', { city: 'Ulm' }], ['add', { a: 1, b: 2 }], ['weather', { city: 'Bonn' }]),
      'done',
    ];
    for (const version of ['v1', 'v2'] as const) {
      const agent = createAgent({ model: scripted('model', ...answers), tools: [weather, add], version });
      await t.attempt(version, () => agent.invoke(asking('everything')));
    }
  },

  'a system prompt as a message': async (t) => {
    const model = scripted('model', 'ok');
    const systemPrompt = new SystemMessage({
      content: [
        { type: 'text', text: 'one' },
        { type: 'text', text: 'two' },
      ],
    });
    const agent = createAgent({ model, tools: [], systemPrompt });
    await agent.invoke({ messages: [new HumanMessage({ content: 'hi', id: 'h' })] });
    t.record('asked', model.questions);
  },

  'a tool that fails, one that is not there, and arguments that do not fit': async (t) => {
    for (const call of [
      ['fails', {}],
      ['unknown', { x: 1 }],
      ['add', { a: 'one' }],
    ] as const) {
      const model = scripted('model', calls([call[0], call[1]]), 'so be it');
      const agent = createAgent({ model, tools: [fails, add] });
      await t.attempt(call[0], () => agent.invoke(asking('go')));
    }
  },

  'a model that fails': async (t) => {
    const agent = createAgent({ model: scripted('model', new RangeError('overloaded')), tools: [add] });
    await t.attempt('result', () => agent.invoke(asking('go')));
  },

  'a tool whose result is the answer': async (t) => {
    const final = tool(() => 'the end', {
      name: 'final',
      description: 'ends',
      schema: z.object({}),
      returnDirect: true,
    });
    const model = scripted('model', calls(['final', {}]), 'never said');
    await t.attempt('result', () => createAgent({ model, tools: [final, add] }).invoke(asking('go')));
    t.record('asked', model.questions.length);
  },

  'tools that return commands, messages and artifacts': async (t) => {
    const remember = tool(
      ({ fact }, runtime: ToolRuntime) =>
        new Command({
          update: {
            facts: [fact],
            messages: [new ToolMessage({ content: `kept ${fact}`, tool_call_id: runtime.toolCallId })],
          },
        }),
      { name: 'remember', description: 'keeps', schema: z.object({ fact: z.string() }) },
    );
    const artifact = tool(() => ['words', { rows: [1, 2] }], {
      name: 'artifact',
      description: 'rows',
      schema: z.object({}),
      responseFormat: 'content_and_artifact',
    });
    const stateSchema = z.object({ facts: z.array(z.string()).default([]) });
    const model = scripted('model', calls(['remember', { fact: 'a' }], ['artifact', {}]), 'done');
    const agent = createAgent({ model, tools: [remember, artifact], stateSchema });
    await t.attempt('result', () => agent.invoke({ ...asking('go'), facts: ['first'] }));
  },

  'what a tool is told of its run': async (t) => {
    const look = tool(
      async (_, runtime: ToolRuntime) => {
        runtime.writer?.({ progress: 1 });
        await (runtime.store as unknown as BaseStore | undefined)?.put(['seen'], 'key', { by: runtime.context });
        t.record('runtime', {
          keys: Object.keys(runtime).sort(),
          messages: (runtime.state as { messages: unknown[] }).messages,
          context: runtime.context,
          toolCallId: runtime.toolCallId,
        });
        return 'looked';
      },
      { name: 'look', description: 'looks', schema: z.object({}) },
    );
    const store = new InMemoryStore();
    const contextSchema = z.object({ user: z.string(), level: z.number().default(3) });
    const agent = createAgent({
      model: scripted('model', calls(['look', {}]), 'done'),
      tools: [look],
      store,
      contextSchema,
    });
    await t.chunks('custom', () => agent.stream(asking('go'), { context: { user: 'ann' }, streamMode: 'custom' }));
    t.record('stored', await store.search(['seen']));
    await t.attempt('a context that does not fit', () => agent.invoke(asking('go'), { context: { user: 7 } as never }));
  },

  'a tool that only takes its config': async (t) => {
    const look = tool(
      (_, config: LangGraphRunnableConfig) => {
        t.record('config', {
          configurable: Object.keys(config.configurable ?? {})
            .filter((key) => !key.startsWith('__pregel'))
            .sort(),
          metadata: config.metadata,
          tags: config.tags,
        });
        return 'looked';
      },
      { name: 'look', description: 'looks', schema: z.object({}) },
    );
    const agent = createAgent({ model: scripted('model', calls(['look', {}]), 'done'), tools: [look], name: 'looker' });
    await agent.invoke(asking('go'), { tags: ['mine'], metadata: { trace: 1 }, configurable: { thread_id: '1' } });
  },

  'the limit of steps': async (t) => {
    const endless = Array.from({ length: 9 }, () => calls(['add', { a: 1, b: 1 }]));
    const agent = createAgent({ model: scripted('model', ...endless), tools: [add] });
    await t.attempt('result', () => agent.invoke(asking('go'), { recursionLimit: 5 }));
    const withLimit = createAgent({ model: scripted('model', ...endless), tools: [add] }).withConfig({
      recursionLimit: 4,
    });
    await t.attempt('with config', () => withLimit.invoke(asking('go')));
  },

  'an abort in a tool': async (t) => {
    const controller = new AbortController();
    const stop = tool(
      async (_, config: LangGraphRunnableConfig) => {
        controller.abort(new Error('enough'));
        config.signal?.throwIfAborted();
        return 'went on';
      },
      { name: 'stop', description: 'stops', schema: z.object({}) },
    );
    const agent = createAgent({ model: scripted('model', calls(['stop', {}]), 'done'), tools: [stop] });
    await t.attempt('result', () => agent.invoke(asking('go'), { signal: controller.signal }));
  },

  'turns of a thread': async (t) => {
    const saver = t.saver();
    const model = scripted('model', 'hello Ann', calls(['add', { a: 2, b: 3 }]), 'five', 'Ann');
    const agent = createAgent({ model, tools: [add], checkpointer: saver });
    const config = { configurable: { thread_id: 'thread' } };
    for (const words of ['I am Ann', 'what is 2 + 3?', 'who am I?']) {
      await t.attempt(words, () => agent.invoke(asking(words), config));
    }
    t.record('asked', model.questions.at(-1));
    t.record('state', await agent.graph.getState(config));
    t.savedBy(saver);
  },

  'a state of its own, with reducers and defaults': async (t) => {
    const { withLangGraph } = await import('@langchain/langgraph/zod');
    const stateSchema = z.object({
      mood: z.string().optional(),
      log: withLangGraph(z.array(z.string()), {
        reducer: { fn: (left, right) => [...left, ...right], schema: z.array(z.string()) },
        default: () => ['made'],
      }),
    });
    const saver = new MemorySaver();
    const agent = createAgent({ model: scripted('model', 'one', 'two'), tools: [], stateSchema, checkpointer: saver });
    const config = { configurable: { thread_id: '1' } };
    await t.attempt('first', () => agent.invoke({ ...asking('go'), mood: 'good', log: ['a'] } as never, config));
    await t.attempt('second', () => agent.invoke({ ...asking('go'), log: ['b'] } as never, config));
  },

  'an agent drawn': async (t) => {
    const final = tool(() => 'x', { name: 'final', description: 'ends', schema: z.object({}), returnDirect: true });
    t.record('no tools', await createAgent({ model: scripted('m'), tools: [] }).drawMermaid());
    t.record('tools', await createAgent({ model: scripted('m'), tools: [add] }).drawMermaid());
    t.record('direct', await createAgent({ model: scripted('m'), tools: [add, final] }).drawMermaid());
    const graph = createAgent({ model: scripted('m'), tools: [add] }).graph;
    t.record('json', graph.getGraph().toJSON());
    t.record('nodes', Object.keys(graph.nodes));
    t.record('channels', Object.keys(graph.channels));
  },

  'an agent as a node, and as a tool of another': async (t) => {
    const { StateGraph, MessagesAnnotation, START } = await import('@langchain/langgraph');
    const inner = createAgent({
      model: scripted('inner', calls(['add', { a: 1, b: 2 }]), 'three'),
      tools: [add],
      name: 'inner',
    });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('agent', inner.graph)
      .addNode('after', () => ({ messages: [new HumanMessage({ content: 'thanks', id: 'thanks' })] }))
      .addEdge(START, 'agent')
      .addEdge('agent', 'after')
      .compile({ checkpointer: new MemorySaver() });
    const config = {
      configurable: { thread_id: '1' },
      subgraphs: true,
      streamMode: ['updates', 'messages'] as ['updates', 'messages'],
    };
    await t.chunks('node', () => graph.stream(asking('go'), config));

    const expert = createAgent({ model: scripted('expert', calls(['add', { a: 4, b: 4 }]), 'eight'), tools: [add] });
    const ask = tool(
      async ({ question }, config) => (await expert.invoke(asking(question), config)).messages.at(-1)?.text ?? '',
      { name: 'ask', description: 'asks the expert', schema: z.object({ question: z.string() }) },
    );
    const outer = createAgent({
      model: scripted('outer', calls(['ask', { question: '4 + 4?' }]), 'it is eight'),
      tools: [ask],
    });
    const modes = { subgraphs: true, streamMode: ['updates', 'messages'] as ['updates', 'messages'] };
    await t.chunks('tool', () => outer.stream(asking('go'), modes));
  },

  'no model, a model with tools bound, no such model': async (t) => {
    await t.attempt('no model', () => createAgent({ tools: [] } as never));
    await t.attempt('bound', () =>
      createAgent({ model: scripted('m', 'x').bindTools([add]) as never, tools: [] }).invoke(asking('x')),
    );
    await t.attempt('by name', () => createAgent({ model: 'nowhere:model', tools: [] }).invoke(asking('x')));
  },

  'several calls, one at a time': async (t) => {
    const model = scripted('model', calls(['add', { a: 1, b: 2 }], ['weather', { city: 'Ulm' }]), 'done');
    const agent = createAgent({ model, tools: [add, weather] });
    await t.attempt('result', () => agent.invoke(asking('go'), { maxConcurrency: 1 }));
  },

  'the packages loaded by require': async (t) => {
    const require = createRequire(import.meta.resolve('langchain'));
    const cjs = require('langchain') as { createAgent: typeof createAgent };
    const { MemorySaver: Saver } = require('@langchain/langgraph') as { MemorySaver: typeof MemorySaver };
    const model = scripted('model', calls(['add', { a: 1, b: 2 }]), 'three');
    const agent = cjs.createAgent({ model, tools: [add], checkpointer: new Saver() });
    await t.chunks('updates', () =>
      agent.stream(asking('go'), { configurable: { thread_id: '1' }, streamMode: ['updates', 'messages'] }),
    );
  },

  'many at once': async (t) => {
    const answer = (): ReturnType<typeof scripted> => scripted('model', calls(['add', { a: 1, b: 1 }]), 'two');
    const agents = Array.from({ length: 8 }, () => createAgent({ model: answer(), tools: [add] }));
    t.record('results', await Promise.all(agents.map((agent) => agent.invoke(asking('go')))));
    const one = createAgent({ model: scripted('model', 'a', 'b', 'c'), tools: [] });
    t.record('batch', await one.graph.batch([asking('1'), asking('2'), asking('3')] as never, { maxConcurrency: 1 }));
  },
};
