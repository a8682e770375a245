/** A graph on a server as a node of one that runs here. */
import type { Library } from '../differential/library.ts';
import type { Programs } from '../differential/run-program.ts';
import { logState, type Loose } from '../differential/programs/log-state.ts';
import { streams } from './platform-server.ts';
import { against, thread } from './run-programs.ts';

const ASKS = streams({ event: 'updates', data: { __interrupt__: [{ id: 'i1', value: 'sure?' }] } });
const RUNS = streams(
  { event: 'updates', data: { inner: { log: ['far'] } } },
  { event: 'updates|deep:1', data: { x: { log: ['deep'] } } },
  { event: 'messages', data: [{ content: 'word' }, {}] },
  { event: 'custom', data: 'news' },
  { event: 'values', data: { log: ['far'] } },
);

const around = (lib: Library, remote: Loose, compile: object = {}): Loose =>
  (new lib.StateGraph(logState(lib)) as Loose)
    .addNode('before', () => ({ log: ['before'] }))
    .addNode('remote', remote)
    .addNode('after', () => ({ log: ['after'] }))
    .addEdge(lib.START, 'before')
    .addEdge('before', 'remote')
    .addEdge('remote', 'after')
    .compile(compile);

/** Namespaces of tasks hold an id that is the same in both libraries: it is made of the thread's checkpoint, which is not. */
const placeless = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/remote:[0-9a-f-]{36}/g, 'remote:<task>'));

export const nestedPrograms: Programs = {
  'a node that is a remote graph': against(RUNS, async (remote, t, lib) => {
    await t.attempt('result', () => around(lib, remote).invoke({ log: [] }));
  }),
  'its chunks among those of the graph around it': against(RUNS, async (remote, t, lib) => {
    const graph = around(lib, remote);
    const options = { subgraphs: true, streamMode: ['updates', 'custom', 'messages', 'values'] };
    const chunks = await t.collect(await graph.stream({ log: [] }, options));
    t.record('chunks', placeless(chunks));
  }),
  'its chunks are not asked for': against(RUNS, async (remote, t, lib) => {
    await t.chunks('chunks', () => around(lib, remote).stream({ log: [] }, { streamMode: ['updates', 'values'] }));
  }),
  'its questions are those of the graph around it': against(ASKS, async (remote, t, lib) => {
    const graph = around(lib, remote, { checkpointer: t.memory() });
    await t.attempt('result', () => graph.invoke({ log: [] }, thread('p1')));
    const state = await graph.getState(thread('p1'));
    t.record('state', [state.values, state.next, state.tasks.map((task: Loose) => [task.name, task.interrupts])]);
  }),
  'its questions in a stream': against(ASKS, async (remote, t, lib) => {
    const graph = around(lib, remote, { checkpointer: t.memory() });
    await t.chunks('chunks', () => graph.stream({ log: [] }, { ...thread('p1'), streamMode: ['updates', 'values'] }));
  }),
  'a question, then the answer': against(
    (_asked, answer, nth) =>
      answer.events([
        nth === 0
          ? { event: 'updates', data: { __interrupt__: [{ id: 'i1', value: 'sure?' }] } }
          : { event: 'values', data: { log: ['yes'] } },
      ]),
    async (remote, t, lib) => {
      const ask = async (state: Loose, config: Loose): Promise<Loose> => remote.invoke(state, config);
      const graph = around(lib, ask, { checkpointer: t.memory() });
      await t.attempt('asks', () => graph.invoke({ log: [] }, thread('p1')));
      await t.attempt('goes on', () => graph.invoke(new lib.Command({ resume: 'yes' }), thread('p1')));
    },
  ),
  'called in a node without a config': against(RUNS, async (remote, t, lib) => {
    const graph = around(lib, async (state: Loose) => remote.invoke(state), { checkpointer: t.memory() });
    await t.attempt('result', () => graph.invoke({ log: [] }, thread('p1', { user: 'u' })));
  }),
  'an error of the remote graph': against(
    streams({ event: 'error', data: { message: 'far away' } }),
    async (remote, t, lib) => {
      await t.attempt('result', () => around(lib, remote).invoke({ log: [] }));
    },
  ),
  'graphs of the graph around it': against(
    ({ path }, answer) =>
      path.includes('subgraphs')
        ? answer.json({ far: { graph_id: 'far' } })
        : answer.json({ nodes: NODES, edges: EDGES }),
    async (remote, t, lib) => {
      const graph = around(lib, remote);
      const listed = await t.collect<Loose>(graph.getSubgraphsAsync());
      t.record(
        'names',
        listed.map(([name, inner]) => [name, inner.graphId]),
      );
      t.record('drawn', (await graph.getGraphAsync()).drawMermaid());
      await t.attempt('drawn with graphs within', async () =>
        (await graph.getGraphAsync({ xray: true })).drawMermaid(),
      );
      await t.attempt('all names', async () =>
        (await t.collect<Loose>(graph.getSubgraphsAsync(undefined, true))).map(([name]) => name),
      );
    },
  ),
  'the state of the graph around it, with what waits within': against(
    ({ path }, answer) =>
      path.endsWith('/stream')
        ? answer.events([{ event: 'updates', data: { __interrupt__: [{ id: 'i1', value: 'sure?' }] } }])
        : answer.json({
            values: { far: 1 },
            next: [],
            tasks: [],
            checkpoint: null,
            metadata: null,
            created_at: null,
            parent_checkpoint: null,
          }),
    async (remote, t, lib) => {
      const graph = around(lib, remote, { checkpointer: t.memory() });
      await graph.invoke({ log: [] }, thread('p1'));
      await t.attempt('state', async () => {
        const { tasks } = await graph.getState(thread('p1'), { subgraphs: true });
        return tasks.map((task: Loose) => [task.name, task.state?.values, task.interrupts]);
      });
    },
  ),
  'a command for the graph around it is none of the protocol': against(
    streams(
      { event: 'command', data: { goto: 'after', graph: '__parent__' } },
      { event: 'values', data: { log: ['far'] } },
    ),
    async (remote, t, lib) => {
      await t.chunks('chunks', () =>
        around(lib, remote).stream({ log: [] }, { streamMode: 'updates', subgraphs: true }),
      );
    },
  ),
};

const NODES = [
  { id: '__start__', data: '__start__' },
  { id: 'x', data: { name: 'X' } },
  { id: 'y', data: { name: 'Y' } },
  { id: '__end__', data: '__end__' },
];
const EDGES = [
  { source: '__start__', target: 'x' },
  { source: 'x', target: 'y' },
  { source: 'y', target: '__end__' },
];
