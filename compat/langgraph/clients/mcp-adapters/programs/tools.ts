import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { AIMessage } from '@langchain/core/messages';
import {
  Command,
  InMemoryStore,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { createReactAgent, ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt';
import { MultiServerMCPClient, type ClientConfig } from '@langchain/mcp-adapters';
import { createAgent, humanInTheLoopMiddleware, toolRetryMiddleware } from 'langchain';
import type { Tape } from '../../../../../test/compat/langgraph/differential/tape.ts';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted } from '../../scripted-model.ts';

const SERVER = fileURLToPath(new URL('../server.ts', import.meta.url));
const thread = { configurable: { thread_id: '1' } };

type Tools = Awaited<ReturnType<MultiServerMCPClient['getTools']>>;
type Hooks = Omit<ClientConfig, 'mcpServers'>;

/** A program on the tools of a server that runs as long as it does. */
const withTools =
  (
    program: (t: Tape, tools: Tools, client: MultiServerMCPClient) => Promise<void>,
    hooks: (t: Tape) => Hooks = () => ({}),
  ) =>
  async (t: Tape): Promise<void> => {
    const sums = { transport: 'stdio' as const, command: process.execPath, args: [SERVER] };
    const client = new MultiServerMCPClient({ mcpServers: { sums }, ...hooks(t) });
    try {
      await program(t, await client.getTools(), client);
    } finally {
      await client.close();
    }
  };

const everything = [
  calls(['add', { a: 1, b: 2 }], ['divide', { a: 6, b: 3 }]),
  calls(['picture', {}], ['slow', { steps: 2 }]),
  'All of it.',
];

export const programs: Programs = {
  'an agent of createAgent': withTools(async (t, tools) => {
    const model = scripted('model', ...everything);
    await t.attempt('result', () => createAgent({ model, tools }).invoke(asking('go')));
    t.record('asked', model.questions);
    t.record(
      'tools',
      tools.map(({ name, description, schema, metadata }) => ({ name, description, schema, metadata })),
    );
  }),

  'an agent of createReactAgent': withTools(async (t, tools) => {
    const llm = scripted('model', ...everything);
    await t.attempt('result', () => createReactAgent({ llm, tools }).invoke(asking('go')));
    await t.chunks('updates', () =>
      createReactAgent({ llm: scripted('model', ...everything.slice(1)), tools, version: 'v1' }).stream(asking('go'), {
        streamMode: 'updates',
      }),
    );
  }),

  'a node of tools in a graph': withTools(async (t, tools) => {
    const model = scripted('model', ...everything).bindTools(tools);
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('model', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
      .addNode('tools', new ToolNode(tools))
      .addEdge(START, 'model')
      .addConditionalEdges('model', toolsCondition)
      .addEdge('tools', 'model')
      .compile({ checkpointer: new MemorySaver() });
    await t.chunks('messages', () => graph.stream(asking('go'), { ...thread, streamMode: ['updates', 'messages'] }));
    t.record('state', await graph.getState(thread));
  }),

  'a tool that fails, one that is not there, arguments that do not fit': withTools(async (t, tools) => {
    for (const call of [
      ['divide', { a: 1, b: 0 }],
      ['multiply', {}],
      ['add', { a: 'one', b: 2 }],
    ] as const) {
      const answers = [calls([call[0], call[1]]), 'So be it.'];
      await t.attempt(`react agent: ${call[0]}`, () =>
        createReactAgent({ llm: scripted('model', ...answers), tools }).invoke(asking('go')),
      );
      await t.attempt(`agent: ${call[0]}`, () =>
        createAgent({ model: scripted('model', ...answers), tools }).invoke(asking('go')),
      );
      const message = new AIMessage({ content: '', tool_calls: [{ name: call[0], args: call[1], id: 'c' }] });
      await t.attempt(`node: ${call[0]}`, () => new ToolNode(tools, { handleToolErrors: false }).invoke([message]));
    }
    const retry = toolRetryMiddleware({ maxRetries: 1, initialDelayMs: 1 });
    const agent = createAgent({
      model: scripted('model', calls(['divide', { a: 1, b: 0 }]), 'No.'),
      tools,
      middleware: [retry],
    });
    await t.attempt('again', () => agent.invoke(asking('go')));
  }),

  'what hooks see of the graph, and what they change': withTools(
    async (t, tools) => {
      const llm = scripted('model', calls(['add', { a: 1, b: 2 }]), 'Done.');
      const agent = createReactAgent({ llm, tools, store: new InMemoryStore(), checkpointer: new MemorySaver() });
      await t.attempt('result', () => agent.invoke(asking('go'), { ...thread, metadata: { mine: true } }));
    },
    (t) => ({
      beforeToolCall: ({ name, args, serverName }, state) => {
        t.record('before', { name, args, serverName, state });
        return { args: { a: 40 } };
      },
      afterToolCall: ({ name, result }) => {
        t.record('after', { name, result });
        return { result: [`${JSON.stringify(result)}!`, []] };
      },
    }),
  ),

  'a hook that ends in a command': withTools(
    async (t, tools) => {
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('tools', new ToolNode(tools), { ends: ['after'] })
        .addNode('after', () => ({ messages: [new AIMessage({ content: 'jumped', id: 'after' })] }))
        .addEdge(START, 'tools')
        .compile();
      const message = new AIMessage({
        content: '',
        id: 'ai',
        tool_calls: [{ name: 'add', args: { a: 1, b: 1 }, id: 'c' }],
      });
      await t.chunks('updates', () => graph.stream({ messages: [message] }, { streamMode: 'updates' }));
    },
    () => ({ afterToolCall: () => ({ result: new Command({ goto: 'after', update: {} }) }) }),
  ),

  'a hook that asks a human': withTools(
    async (t, tools) => {
      const llm = scripted('model', calls(['add', { a: 1, b: 2 }]), 'Done.');
      const agent = createReactAgent({ llm, tools, checkpointer: new MemorySaver() });
      await t.attempt('asks', () => agent.invoke(asking('go'), thread));
      t.record('waits', await agent.getState(thread));
      await t.attempt('goes on', () => agent.invoke(new Command({ resume: { a: 100 } }), thread));
    },
    () => ({ beforeToolCall: ({ name }) => ({ args: interrupt({ may: name }) }) }),
  ),

  progress: withTools(
    async (t, tools) => {
      const agent = createAgent({ model: scripted('model', calls(['slow', { steps: 3 }]), 'Done.'), tools });
      await t.attempt('result', () => agent.invoke(asking('go')));
    },
    (t) => ({
      onProgress: (progress, source) => t.record('progress', { ...progress, source }),
    }),
  ),

  'a run that is aborted while a tool runs': withTools(async (t, tools) => {
    const controller = new AbortController();
    const agent = createReactAgent({ llm: scripted('model', calls(['wait', {}]), 'never'), tools });
    const run = t.attempt('result', () => agent.invoke(asking('go'), { signal: controller.signal }));
    setTimeout(() => controller.abort(new Error('enough')), 300);
    await run;
  }),

  'a human in the loop': withTools(async (t, tools) => {
    const approve = humanInTheLoopMiddleware({ interruptOn: { add: true } });
    const agent = createAgent({
      model: scripted('model', calls(['add', { a: 1, b: 2 }]), 'Done.'),
      tools,
      middleware: [approve],
      checkpointer: new MemorySaver(),
    });
    await t.attempt('asks', () => agent.invoke(asking('go'), thread));
    await t.attempt('goes on', () =>
      agent.invoke(new Command({ resume: { decisions: [{ type: 'approve' }] } }), thread),
    );
  }),

  'resources, and output as standard blocks': withTools(
    async (t, tools, client) => {
      t.record('resources', await client.listResources());
      t.record('table', await client.readResource('sums', 'sums://table'));
      const agent = createReactAgent({ llm: scripted('model', calls(['picture', {}]), 'Seen.'), tools });
      await t.attempt('result', () => agent.invoke(asking('go')));
    },
    () => ({ useStandardContentBlocks: true, prefixToolNameWithServerName: false, outputHandling: 'content' }),
  ),

  'the package loaded by require': withTools(async (t, tools) => {
    const require = createRequire(import.meta.resolve('@langchain/mcp-adapters'));
    const langgraph = require('@langchain/langgraph/prebuilt') as { createReactAgent: typeof createReactAgent };
    const llm = scripted('model', calls(['add', { a: 1, b: 2 }]), 'Done.');
    await t.attempt('result', () => langgraph.createReactAgent({ llm, tools }).invoke(asking('go')));
  }),
};
