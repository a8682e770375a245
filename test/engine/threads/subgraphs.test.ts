import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  START,
  StateGraphEngine,
  interrupt,
  lastValue,
  parentCommand,
  send,
  stateGraph,
  subgraph,
  type SubgraphPersistence,
} from '../../../src/engine/index.ts';

const T = { threadId: 't' } as const;
const counter = () => ({ n: lastValue(0), said: lastValue<string>() });

/** Adds one, asks, adds one. */
function asking(ran: string[] = []) {
  return stateGraph({ ...counter(), own: lastValue('hidden') })
    .addNode('first', (state) => {
      ran.push('first');
      return { n: state.n + 1 };
    })
    .addNode('ask', () => ({ said: interrupt<string>('who?') }))
    .addNode('last', (state) => ({ n: state.n + 1 }))
    .addEdge(START, 'first')
    .addEdge('first', 'ask')
    .addEdge('ask', 'last')
    .compile();
}

function around(plan: ReturnType<typeof asking>, persistence?: SubgraphPersistence) {
  return stateGraph(counter())
    .addNode('sub', subgraph(plan, persistence === undefined ? {} : { persistence }))
    .addNode('after', (state) => ({ n: state.n * 10 }))
    .addEdge(START, 'sub')
    .addEdge('sub', 'after')
    .compile();
}

describe('a subgraph', () => {
  const plain = stateGraph({ ...counter(), own: lastValue('x') })
    .addNode('add', (state, runtime) => {
      runtime.emit(state.n);
      return { n: state.n + 1, own: 'y' };
    })
    .addEdge(START, 'add')
    .compile();

  it('runs on the keys that both graphs have, and writes them', async () => {
    const plan = stateGraph({ ...counter(), other: lastValue('o') })
      .addNode('sub', subgraph(plain))
      .addEdge(START, 'sub')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({ n: 4 })).toEqual({ n: 5, other: 'o' });
  });

  it('gets what was sent to it', async () => {
    const plan = stateGraph(counter())
      .addNode('sub', subgraph(plain))
      .addConditionalEdges(START, () => send('sub', { n: 41 }))
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ n: 42 });
  });

  it('fails its node, and stops with the run', async () => {
    const failing = stateGraph(counter())
      .addNode('fail', async () => Promise.reject(new Error('inside')))
      .addEdge(START, 'fail')
      .compile();
    const outer = stateGraph(counter()).addNode('sub', subgraph(failing)).addEdge(START, 'sub').compile();
    await expect(new StateGraphEngine(outer).invoke({})).rejects.toThrow('inside');
    const controller = new AbortController();
    const ran: string[] = [];
    const slow = stateGraph(counter())
      .addNode('a', async (_, { signal }) => {
        setImmediate(() => controller.abort());
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      })
      .addNode('b', () => void ran.push('b'))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .compile();
    const engine = new StateGraphEngine(
      stateGraph(counter()).addNode('sub', subgraph(slow)).addEdge(START, 'sub').compile(),
    );
    await expect(engine.invoke({}, { signal: controller.signal })).rejects.toThrow('aborted');
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran).toEqual([]);
  });

  it('is told with its namespace, if the reader asks', async () => {
    const middle = stateGraph(counter()).addNode('inner', subgraph(plain)).addEdge(START, 'inner').compile();
    const plan = stateGraph(counter()).addNode('outer', subgraph(middle)).addEdge(START, 'outer').compile();
    const engine = new StateGraphEngine(plan);
    const told = async (subgraphs: boolean): Promise<unknown[]> => {
      const chunks: unknown[] = [];
      for await (const chunk of engine.stream({}, { modes: ['updates', 'custom'], subgraphs })) chunks.push(chunk);
      return chunks;
    };
    expect(await told(false)).toEqual([{ mode: 'updates', data: { outer: { n: 1 } } }]);
    expect(await told(true)).toEqual([
      { mode: 'custom', data: 0, namespace: ['outer', 'inner'] },
      { mode: 'updates', data: { add: { n: 1, own: 'y' } }, namespace: ['outer', 'inner'] },
      { mode: 'updates', data: { inner: { n: 1 } }, namespace: ['outer'] },
      { mode: 'updates', data: { outer: { n: 1 } } },
    ]);
  });

  it('is observed with super-steps of its own', async () => {
    const told: string[] = [];
    const hooks = {
      onSuperstepStart: ({ tasks }: { tasks: readonly { node: string }[] }) => void told.push(`+${tasks[0]?.node}`),
      onSuperstepEnd: ({ tasks }: { tasks: readonly { node: string }[] }) => void told.push(`-${tasks[0]?.node}`),
      onRunStart: () => void told.push('run'),
    };
    const plan = stateGraph(counter()).addNode('sub', subgraph(plain)).addEdge(START, 'sub').compile();
    await new StateGraphEngine(plan, { hooks }).invoke({});
    expect(told).toEqual(['run', '+sub', '+add', '-add', '-sub']);
  });

  it('is refused when something else than the engine calls it', () => {
    const runtime = { node: 'x' } as Parameters<ReturnType<typeof subgraph>>[1];
    expect(() => subgraph(plain)({}, runtime as never)).toThrow('was not called by the engine');
  });
});

describe('a subgraph that waits', () => {
  it('pauses the graph around it, and goes on where it was', async () => {
    const ran: string[] = [];
    const engine = new StateGraphEngine(around(asking(ran)), { saver: new MemorySaver() });
    expect(await engine.invoke({ n: 5 }, T)).toEqual({ n: 5 });
    expect((await engine.state('t'))?.interrupts).toMatchObject([{ node: 'ask', value: 'who?' }]);
    expect(await engine.resume('Ada', T)).toEqual({ n: 70, said: 'Ada' });
    expect(ran).toEqual(['first']);
    expect(await engine.invoke({ n: 0 }, T)).toMatchObject({ n: 0 });
    expect(ran).toEqual(['first', 'first']);
  });

  it('does so through levels, and in parallel branches', async () => {
    const middle = around(asking());
    const plan = stateGraph({ ...counter(), log: lastValue<string>() })
      .addNode('left', subgraph(middle))
      .addNode('right', () => ({ log: interrupt<string>('right?') }))
      .addEdge(START, 'left')
      .addEdge(START, 'right')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await engine.invoke({ n: 5 }, T);
    const [left, right] = (await engine.state('t'))?.interrupts ?? [];
    await engine.resume({ [left?.id ?? '']: 'Ada' }, T);
    expect((await engine.state('t'))?.interrupts).toEqual([right]);
    expect(await engine.resume('yes', T)).toEqual({ n: 70, said: 'Ada', log: 'yes' });
  });

  it('shows where it stands, and can be written into', async () => {
    const engine = new StateGraphEngine(around(asking()), { saver: new MemorySaver() });
    await engine.invoke({ n: 5 }, T);
    const [task] = (await engine.state('t', { subgraphs: true }))?.tasks ?? [];
    expect(task?.state).toMatchObject({ values: { n: 6, own: 'hidden' }, next: ['ask'] });
    const namespace = task?.namespace ?? '';
    const steps: number[] = [];
    for await (const { step } of engine.history('t', { namespace })) steps.push(step);
    expect(steps).toEqual([1, 0]);
    await engine.updateState('t', { n: 100 }, { namespace });
    expect(await engine.state('t', { namespace })).toMatchObject({ values: { n: 100 }, next: ['ask'] });
    await expect(engine.state('t', { namespace: 'after' })).rejects.toThrow('not a subgraph');
    expect(await engine.resume('Ada', T)).toEqual({ n: 1010, said: 'Ada' });
  });

  it('begins anew when the graph around it is written into', async () => {
    const ran: string[] = [];
    const engine = new StateGraphEngine(around(asking(ran)), { saver: new MemorySaver() });
    await engine.invoke({ n: 5 }, T);
    await engine.updateState('t', { n: 50 });
    expect(await engine.state('t')).toMatchObject({ next: ['sub'], interrupts: [] });
    await engine.invoke(null, T);
    expect(await engine.resume('Ada', T)).toEqual({ n: 520, said: 'Ada' });
    expect(ran).toEqual(['first', 'first']);
  });

  it('is asked anew when the graph around it goes on from an older checkpoint', async () => {
    const ran: string[] = [];
    const engine = new StateGraphEngine(around(asking(ran)), { saver: new MemorySaver() });
    await engine.invoke({ n: 5 }, T);
    const before = await engine.state('t');
    expect(await engine.resume('Ada', T)).toMatchObject({ said: 'Ada' });
    await engine.invoke(null, { ...T, checkpoint: before?.checkpoint });
    expect(ran).toEqual(['first', 'first']);
    expect(await engine.resume('Grace', T)).toEqual({ n: 70, said: 'Grace' });
  });

  it('cannot, if it is not kept', async () => {
    const engine = new StateGraphEngine(around(asking(), 'none'), { saver: new MemorySaver() });
    await expect(engine.invoke({}, T)).rejects.toMatchObject({ code: 'SAVER_MISSING' });
  });
});

describe('a command for the graph around', () => {
  const commanding = (returned: () => unknown) =>
    stateGraph(counter())
      .addNode('boss', () => returned() as ReturnType<typeof parentCommand>)
      .addNode('never', () => ({ said: 'never' }))
      .addEdge(START, 'boss')
      .addEdge('boss', 'never')
      .compile();

  const outer = (inner: ReturnType<typeof commanding>) =>
    stateGraph(counter())
      .addNode('sub', subgraph(inner), { ends: ['detour'] })
      .addNode('detour', (state) => ({ n: state.n * 2 }))
      .addEdge(START, 'sub')
      .compile();

  it('ends the subgraph, and counts as what its node returned', async () => {
    const ends: string[] = [];
    const hooks = {
      onTaskEnd: ({ node }: { node: string }, { status }: { status: string }) => void ends.push(`${node} ${status}`),
    };
    const plan = outer(commanding(() => parentCommand({ update: { n: 21 }, goto: 'detour' })));
    expect(await new StateGraphEngine(plan, { hooks }).invoke({})).toEqual({ n: 42 });
    expect(ends).toEqual(['boss done', 'sub done', 'detour done']);
  });

  it('is refused where there is no such graph, or no such node in it', async () => {
    const inner = commanding(() => parentCommand({ update: { n: 21 }, goto: 'detour' }));
    await expect(new StateGraphEngine(inner).invoke({})).rejects.toThrow('there is none');
    const astray = outer(commanding(() => [parentCommand({ goto: 'nowhere' })]));
    await expect(new StateGraphEngine(astray).invoke({})).rejects.toMatchObject({ code: 'INVALID_ROUTE' });
  });

  it('does not mix with what the node has for its own graph', async () => {
    const mixed = outer(commanding(() => [{ n: 1 }, parentCommand({ goto: 'detour' })]));
    await expect(new StateGraphEngine(mixed).invoke({})).rejects.toThrow('return one of them');
  });
});

describe('a subgraph that is kept on its own', () => {
  it('remembers from one time to the next, and pauses like others', async () => {
    const visits = stateGraph({ n: lastValue(0), visits: lastValue(0) })
      .addNode('visit', (state) => ({ visits: state.visits + 1, n: state.visits + 1 }))
      .addEdge(START, 'visit')
      .compile();
    const plan = (persistence: SubgraphPersistence) =>
      stateGraph(counter()).addNode('sub', subgraph(visits, { persistence })).addEdge(START, 'sub').compile();
    const own = new StateGraphEngine(plan('own'), { saver: new MemorySaver() });
    const inherited = new StateGraphEngine(plan('inherited'), { saver: new MemorySaver() });
    for (const visit of [1, 2, 3]) {
      expect(await own.invoke({}, T)).toEqual({ n: visit });
      expect(await inherited.invoke({}, T)).toEqual({ n: 1 });
    }
    const asks = new StateGraphEngine(around(asking(), 'own'), { saver: new MemorySaver() });
    await asks.invoke({ n: 1 }, T);
    expect(await asks.resume('Ada', T)).toMatchObject({ n: 30, said: 'Ada' });
  });
});
