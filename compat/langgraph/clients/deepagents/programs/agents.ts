import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from '@langchain/core/tools';
import {
  Command,
  InMemoryStore,
  MemorySaver,
  START,
  StateGraph,
  MessagesAnnotation,
  type StreamMode,
} from '@langchain/langgraph';
import {
  type AnySubAgent,
  type SubAgent,
  CompositeBackend,
  createDeepAgent,
  FilesystemBackend,
  StateBackend,
  StoreBackend,
} from 'deepagents';
import { createMiddleware, toolStrategy } from 'langchain';
import { z } from 'zod';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted, type Answer } from '../../scripted-model.ts';

const add = tool(({ a, b }) => `${a + b}`, {
  name: 'add',
  description: 'adds',
  schema: z.object({ a: z.number(), b: z.number() }),
});
const thread = { configurable: { thread_id: '1' } };

const adder = (...answers: Answer[]) => ({
  name: 'adder',
  description: 'adds numbers',
  systemPrompt: 'You add.',
  tools: [add],
  model: scripted('adder-model', ...answers),
});

const task = (type: string, description: string) => ['task', { subagent_type: type, description }] as const;

/** When files were changed is no matter. */
const withoutTimes = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, part: unknown) => (/_at$|At$/.test(key) ? '<time>' : part)));

export const programs: Programs = {
  'an answer': async (t) => {
    const model = scripted('model', 'Hello.');
    const agent = createDeepAgent({ model, tools: [add], systemPrompt: 'You are deep.' });
    await t.attempt('result', () => agent.invoke(asking('hello')));
    t.record('asked', model.questions);
  },

  'files in the state': async (t) => {
    const model = scripted(
      'model',
      calls(['write_file', { file_path: '/notes.md', content: 'one\ntwo\nthree' }]),
      calls(['read_file', { file_path: '/notes.md' }], ['ls', { path: '/' }]),
      calls(['edit_file', { file_path: '/notes.md', old_string: 'two', new_string: '2' }]),
      calls(['grep', { pattern: '2' }], ['glob', { pattern: '**/*.md' }]),
      calls(['read_file', { file_path: '/none.md' }], ['write_file', { file_path: '/notes.md', content: 'again' }]),
      'Noted.',
    );
    const agent = createDeepAgent({ model, checkpointer: new MemorySaver() });
    t.record('result', withoutTimes(await agent.invoke(asking('take notes'), thread)));
    t.record('state', withoutTimes((await agent.graph.getState(thread)).values));
  },

  'two files written at once': async (t) => {
    const model = scripted(
      'model',
      calls(['write_file', { file_path: '/a', content: 'a' }], ['write_file', { file_path: '/b', content: 'b' }]),
      'Done.',
    );
    const files = { '/given': { content: ['as given'], created_at: '2020-01-01', modified_at: '2020-01-01' } };
    t.record('result', withoutTimes(await createDeepAgent({ model }).invoke({ ...asking('go'), files } as never)));
  },

  'things to do': async (t) => {
    const todo = (status: string) => calls(['write_todos', { todos: [{ content: 'add', status }] }]);
    const model = scripted('model', todo('pending'), calls(['add', { a: 1, b: 2 }]), todo('completed'), 'Three.');
    await t.chunks('updates', () =>
      createDeepAgent({ model, tools: [add] }).stream(asking('go'), { streamMode: 'updates' }),
    );
  },

  'a subagent': async (t) => {
    const model = scripted('model', calls([...task('adder', '1 + 2?')]), 'It is three.');
    const sub = adder(calls(['add', { a: 1, b: 2 }]), 'three');
    await t.attempt('result', () => createDeepAgent({ model, subagents: [sub] }).invoke(asking('go')));
    t.record('asked', model.questions);
    t.record('sub asked', sub.model.questions);
  },

  'subagents at once, streamed': async (t) => {
    for (const streamMode of ['updates', 'messages', 'values'] as StreamMode[]) {
      const model = scripted('model', calls([...task('adder', 'one?')], [...task('talker', 'two?')]), 'Both.');
      const talker = {
        name: 'talker',
        description: 'talks',
        systemPrompt: 'Talk.',
        model: scripted('talker-model', 'la la'),
      };
      const agent = createDeepAgent({ model, subagents: [adder('one'), talker] });
      const chunks = await t.collect(await agent.stream(asking('go'), { streamMode, subgraphs: true }));
      t.record(streamMode, chunks);
    }
  },

  'the subagent for everything, and one that is not there': async (t) => {
    const model = scripted(
      'model',
      calls([...task('general-purpose', 'think')]),
      'inner words',
      calls([...task('nobody', 'x')]),
      'Done.',
    );
    await t.attempt('result', () => createDeepAgent({ model, tools: [add] }).invoke(asking('go')));
    t.record(
      'asked',
      model.questions.map(({ messages, tools }) => [messages.length, tools]),
    );
  },

  'a subagent that writes a file': async (t) => {
    const model = scripted(
      'model',
      calls([...task('adder', 'write')]),
      calls(['read_file', { file_path: '/sum' }]),
      'Read.',
    );
    const sub = adder(calls(['write_file', { file_path: '/sum', content: '3' }]), 'written');
    t.record('result', withoutTimes(await createDeepAgent({ model, subagents: [sub] }).invoke(asking('go'))));
  },

  'a graph as a subagent': async (t) => {
    const runnable = new StateGraph(MessagesAnnotation)
      .addNode('say', () => ({ messages: [{ role: 'ai', content: 'from the graph', id: 'graph' }] }))
      .addEdge(START, 'say')
      .compile();
    const model = scripted('model', calls([...task('grapher', 'say it')]), 'Said.');
    const subagents: AnySubAgent[] = [{ name: 'grapher', description: 'says', runnable: runnable as never }];
    await t.attempt('result', () => createDeepAgent({ model, subagents }).invoke(asking('go')));
  },

  'a human in the loop': async (t) => {
    const model = scripted('model', calls(['add', { a: 1, b: 2 }]), 'Three.');
    const agent = createDeepAgent({ model, tools: [add], interruptOn: { add: true }, checkpointer: new MemorySaver() });
    await t.attempt('asks', () => agent.invoke(asking('go'), thread));
    t.record('waits', (await agent.graph.getState(thread)).next);
    await t.attempt('goes on', () =>
      agent.invoke(new Command({ resume: { decisions: [{ type: 'approve' }] } }), thread),
    );
  },

  'a human in the loop of a subagent': async (t) => {
    const model = scripted('model', calls([...task('adder', '1 + 2?')]), 'Three.');
    const sub: SubAgent = {
      ...adder(calls(['add', { a: 1, b: 2 }]), 'three'),
      interruptOn: { add: { allowedDecisions: ['approve', 'edit'] } },
    };
    const agent = createDeepAgent({ model, subagents: [sub], checkpointer: new MemorySaver() });
    await t.attempt('asks', () => agent.invoke(asking('go'), thread));
    t.record('waits', await agent.graph.getState(thread, { subgraphs: true }));
    const edit = { type: 'edit', editedAction: { name: 'add', args: { a: 10, b: 20 } } };
    await t.attempt('goes on', () => agent.invoke(new Command({ resume: { decisions: [edit] } }), thread));
  },

  'files in a store, for all threads': async (t) => {
    const store = new InMemoryStore();
    const backend = (config: never) =>
      new CompositeBackend(new StateBackend(config), { '/memories/': new StoreBackend(config) });
    const model = scripted(
      'model',
      calls(
        ['write_file', { file_path: '/memories/me', content: 'Ann' }],
        ['write_file', { file_path: '/here', content: 'x' }],
      ),
      'Kept.',
      calls(['ls', { path: '/' }], ['read_file', { file_path: '/memories/me' }]),
      'Ann.',
    );
    const agent = createDeepAgent({ model, store, backend: backend as never, checkpointer: new MemorySaver() });
    for (const thread_id of ['1', '2'])
      t.record(thread_id, withoutTimes(await agent.invoke(asking('go'), { configurable: { thread_id } })));
    t.record('store', withoutTimes(await store.search([])));
  },

  'files on disk': async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'moss-deep-'));
    try {
      writeFileSync(join(folder, 'in.txt'), 'as it was');
      const model = scripted(
        'model',
        calls(['edit_file', { file_path: '/in.txt', old_string: 'was', new_string: 'is' }]),
        calls(['ls', { path: '/' }], ['grep', { pattern: 'is', path: '/' }]),
        'Done.',
      );
      const agent = createDeepAgent({ model, backend: new FilesystemBackend({ rootDir: folder, virtualMode: true }) });
      const text = JSON.stringify(withoutTimes(await agent.invoke(asking('go')))).replaceAll(folder, '<folder>');
      t.record('result', text);
      t.record('file', readFileSync(join(folder, 'in.txt'), 'utf8'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  'a large result goes into a file': async (t) => {
    const large = tool(() => 'word '.repeat(40_000), { name: 'large', description: 'much', schema: z.object({}) });
    const model = scripted('model', calls(['large', {}]), 'Much.');
    const result = await createDeepAgent({ model, tools: [large] }).invoke(asking('go'));
    t.record('files', Object.keys((result as unknown as { files: object }).files ?? {}));
    t.record(
      'messages',
      result.messages.map(({ text }) => text.slice(0, 400)),
    );
  },

  'middleware, context, state and a structured answer': async (t) => {
    const counting = createMiddleware({
      name: 'Counting',
      stateSchema: z.object({ count: z.number().default(0) }),
      beforeModel: (state) => ({ count: state.count + 1 }),
    });
    const Sum = z.object({ sum: z.number() });
    const model = scripted('model', calls(['add', { a: 1, b: 2 }]), () =>
      calls([model.questions.at(-1)?.tools.at(-1) ?? '', { sum: 3 }]),
    );
    const agent = createDeepAgent({
      model,
      tools: [add],
      middleware: [counting],
      responseFormat: toolStrategy(Sum) as never,
      contextSchema: z.object({ user: z.string() }),
    });
    await t.attempt('result', () => agent.invoke(asking('go'), { context: { user: 'ann' } }));
  },

  'a typed run with subagents': async (t) => {
    const model = scripted('model', calls([...task('adder', '1 + 2?')]), 'Three.');
    const agent = createDeepAgent({ model, subagents: [adder(calls(['add', { a: 1, b: 2 }]), 'three')] });
    const run = await agent.streamEvents(asking('go'), { version: 'v3' });
    const follow = async (): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for await (const sub of run.subagents as AsyncIterable<{ name: string; output: Promise<unknown> }>)
        seen.push([sub.name, await sub.output]);
      return seen;
    };
    const [subagents, output] = await Promise.all([follow(), run.output]);
    t.record('subagents', subagents);
    t.record('output', output);
  },

  'memory, skills and a drawing': async (t) => {
    const file = (text: string) => ({ content: text.split('\n'), created_at: '2020-01-01', modified_at: '2020-01-01' });
    const files = {
      '/AGENTS.md': file('Always be kind.'),
      '/skills/sum/SKILL.md': file('---\nname: sum\ndescription: how to add\n---\nAdd them.'),
    };
    const model = scripted('model', 'Kindly.');
    const agent = createDeepAgent({ model, memory: ['/AGENTS.md'], skills: ['/skills/'] });
    await t.attempt('result', () => agent.invoke({ ...asking('go'), files } as never));
    t.record('asked', model.questions);
    t.record('drawn', await agent.drawMermaid());
  },

  'a model and a subagent that fail': async (t) => {
    await t.attempt('model', () => createDeepAgent({ model: scripted('m', new Error('down')) }).invoke(asking('go')));
    const model = scripted('model', calls([...task('adder', 'x')]), 'never');
    await t.attempt('subagent', () =>
      createDeepAgent({ model, subagents: [adder(new Error('sub down'))] }).invoke(asking('go')),
    );
  },

  'history of a thread': async (t) => {
    const model = scripted(
      'model',
      calls(['write_todos', { todos: [{ content: 'x', status: 'pending' }] }]),
      'One.',
      'Two.',
    );
    const agent = createDeepAgent({ model, checkpointer: new MemorySaver() });
    for (const words of ['first', 'second']) await agent.invoke(asking(words), thread);
    const history = await t.collect(
      agent.getStateHistory(thread) as AsyncIterable<{ next: unknown; metadata: unknown; values: unknown }>,
    );
    t.record('history', withoutTimes(history.map(({ next, metadata, values }) => ({ next, metadata, values }))));
  },
};
