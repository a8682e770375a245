/** Threads and assistants on a server. */
import type { Programs } from '../differential/run-program.ts';
import type { Loose } from '../differential/programs/log-state.ts';
import type { Script } from './platform-server.ts';
import { against, thread } from './run-programs.ts';

const checkpoint = (id: string, ns = ''): Loose => ({
  thread_id: 't1',
  checkpoint_ns: ns,
  checkpoint_id: id,
  checkpoint_map: null,
});

const STATE: Loose = {
  values: { log: ['a'] },
  next: ['b'],
  checkpoint: checkpoint('c2'),
  metadata: { step: 1, source: 'loop' },
  created_at: '2026-01-01T00:00:00+00:00',
  parent_checkpoint: checkpoint('c1'),
  tasks: [
    {
      id: 'k1',
      name: 'b',
      error: null,
      interrupts: [{ id: 'i1', value: 'sure?', when: 'during' }],
      checkpoint: null,
      state: null,
    },
    {
      id: 'k2',
      name: 'c',
      error: 'broke',
      interrupts: [],
      checkpoint: checkpoint('c9', 'c:1'),
      state: null,
      result: { x: 1 },
    },
    {
      id: 'k3',
      name: 'd',
      error: null,
      interrupts: [],
      checkpoint: checkpoint('c8', 'd:1'),
      state: {
        values: { inner: 1 },
        next: [],
        checkpoint: null,
        metadata: null,
        created_at: null,
        parent_checkpoint: null,
        tasks: [],
      },
    },
  ],
};

const BARE: Loose = {
  values: null,
  next: null,
  checkpoint: null,
  metadata: null,
  created_at: null,
  parent_checkpoint: null,
  tasks: [],
};

const GRAPH: Loose = {
  nodes: [
    { id: '__start__', type: 'schema', data: '__start__' },
    { id: 'a', type: 'runnable', data: { id: ['x'], name: 'A', metadata: { m: 1 } } },
    { id: 7, data: {} },
    { id: 'bare' },
  ],
  edges: [
    { source: '__start__', target: 'a' },
    { source: 'a', target: 'bare', conditional: true, data: 'maybe' },
  ],
};

const API: Script = ({ method, path }, answer) => {
  if (path.includes('/subgraphs'))
    return answer.json({ child: { graph_id: 'child-graph' }, 'child|deep': { graph_id: 'deep' } });
  if (path.includes('/graph')) return answer.json(GRAPH);
  if (path.endsWith('/history')) return answer.json([STATE, BARE]);
  if (method === 'POST' && path.endsWith('/state')) return answer.json({ checkpoint: checkpoint('c3') });
  return answer.json(path.includes('bare') ? BARE : STATE);
};

export const threadPrograms: Programs = {
  'the state of a thread': against(API, async (remote, t) => {
    await t.attempt('state', () => remote.getState(thread('t1')));
    await t.attempt('with subgraphs', () => remote.getState(thread('t1'), { subgraphs: true }));
  }),
  'the state at a checkpoint': against(API, async (remote, t) => {
    await t.attempt('state', () =>
      remote.getState(thread('t1', { checkpoint_id: 'c2', checkpoint_ns: 'a|b' }), { subgraphs: false }),
    );
  }),
  'a state of which little is known': against(API, async (remote, t) => {
    await t.attempt('state', () => remote.getState(thread('bare')));
    await t.attempt('bound', () => remote.withConfig(thread('bare', { checkpoint_ns: 'x' })).getState({}));
  }),
  'the history of a thread': against(API, async (remote, t) => {
    t.record('history', await t.collect(remote.getStateHistory(thread('t1'))));
    const options = { limit: 3, before: thread('t1', { checkpoint_id: 'c9' }), filter: { source: 'loop' } };
    t.record('some', await t.collect(remote.getStateHistory(thread('t1', { checkpoint_ns: 'sub' }), options)));
  }),
  'writing a state': against(API, async (remote, t) => {
    await t.attempt('as a node', () => remote.updateState(thread('t1', { checkpoint_id: 'c2' }), { log: ['x'] }, 'a'));
    await t.attempt('as nobody', () => remote.updateState(thread('t1'), { log: ['x'] }));
  }),
  'a drawing': against(API, async (remote, t) => {
    const graph = await remote.getGraphAsync({ xray: 2 });
    t.record('nodes', graph.nodes);
    t.record('edges', graph.edges);
    await t.attempt('plain', async () => (await remote.getGraphAsync()).drawMermaid().length);
  }),
  'graphs within': against(API, async (remote, t) => {
    for (const [place, graph] of await t.collect<Loose>(remote.getSubgraphsAsync()))
      t.record(place, [graph.graphId, graph.lg_is_pregel]);
    t.record(
      'below',
      (await t.collect<Loose>(remote.getSubgraphsAsync('child|deep', true))).map(([place]) => place),
    );
  }),
  'what a server has to be asked for': against(API, async (remote, t) => {
    await t.attempt('getGraph', () => remote.getGraph());
    await t.attempt('getSubgraphs', () => remote.getSubgraphs());
  }),
  'what is not found': against(
    (_asked, answer) => answer.json({ detail: 'Thread not found' }, 404),
    async (remote, t) => {
      await remote.getState(thread('t1')).catch((error: Loose) => t.record('state', [error.status, error.message]));
      await remote.invoke({}, thread('t1')).catch((error: Loose) => t.record('run', [error.status, error.message]));
      await remote.getGraphAsync().catch((error: Loose) => t.record('graph', [error.status, error.message]));
    },
  ),
  'requests that are refused': against(
    ({ path }, answer) => answer.text('no', path.includes('t1') ? 401 : 422),
    async (remote, t) => {
      for (const id of ['t1', 't2'])
        await remote.invoke({}, thread(id)).catch((error: Loose) => t.record(id, [error.status, error.message]));
      await remote
        .updateState(thread('t1'), {})
        .catch((error: Loose) => t.record('update', [error.status, error.message]));
    },
  ),
};
