import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  START,
  StateGraphEngine,
  Unfolded,
  delta,
  ephemeral,
  lastValue,
  overwrite,
  reducer,
  send,
  stateGraph,
  untracked,
  type ChannelChange,
  type Durability,
  type Saver,
} from '../../src/engine/index.ts';

const list = () =>
  reducer<string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );

/** Throws the first time it is called. */
function failingOnce<Update>(update: Update): () => Update {
  let failed = false;
  return () => {
    if (failed) return update;
    failed = true;
    throw new Error('once');
  };
}

describe('a thread that goes on after a failure', () => {
  const thread = { threadId: 't' };

  it('finds joins as full, and deferred nodes as patient, as it left them', async () => {
    const plan = stateGraph({ log: list() })
      .addNode('last', () => ({ log: ['last'] }), { defer: true })
      .addNode('a', () => ({ log: ['a'] }))
      .addNode('b', () => ({ log: ['b'] }))
      .addNode('b2', failingOnce({ log: ['b2'] }))
      .addNode('c', () => ({ log: ['c'] }))
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .addEdge('a', 'last')
      .addEdge('b', 'b2')
      .addEdge(['a', 'b2'], 'c')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await expect(engine.invoke({}, thread)).rejects.toThrow('once');
    expect(await engine.invoke(null, thread)).toEqual({ log: ['a', 'b', 'b2', 'c', 'last'] });
  });

  it('shows a value for one super-step to the node that runs again, and to none after it', async () => {
    const seen: boolean[] = [];
    const fail = failingOnce({});
    const plan = stateGraph({ hint: ephemeral<string>() })
      .addSequence([
        ['write', () => ({ hint: 'x' })],
        ['read', (state) => (seen.push('hint' in state), fail())],
        ['later', (state) => void seen.push('hint' in state)],
      ])
      .addEdge(START, 'write')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await expect(engine.invoke({}, thread)).rejects.toThrow('once');
    await engine.invoke(null, thread);
    expect(seen).toEqual([true, true, false]);
  });

  it('gives input keys to the node that runs again', async () => {
    const seen: unknown[] = [];
    const fail = failingOnce({});
    const plan = stateGraph({ a: lastValue(1), b: lastValue(2) })
      .addNode('n', (state) => (seen.push({ ...state }), fail()), { input: ['b'] })
      .addEdge(START, 'n')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await expect(engine.invoke({}, thread)).rejects.toThrow('once');
    await engine.invoke(null, thread);
    expect(seen).toEqual([{ b: 2 }, { b: 2 }]);
  });

  it('stores nothing of an untracked key', async () => {
    const secret = {};
    const plan = stateGraph({ secret: untracked<object>(), n: lastValue(0) })
      .addNode('n', ({ n }) => ({ n: n + 1, secret }))
      .addEdge(START, 'n')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    expect(await engine.invoke({}, thread)).toEqual({ n: 1, secret });
    expect((await engine.state(thread.threadId))?.values).toEqual({ n: 1 });
  });
});

describe('a delta key on a thread', () => {
  const thread = { threadId: 't' };
  const lines = () =>
    delta<readonly unknown[], unknown>(
      (held, writes) => [...held, ...writes],
      () => [],
    );

  /** Appends 1 and 2, then 3 as a task beside another, then 4 in place of all, then 5. */
  const plan = stateGraph({ log: lines() })
    .addNode('pair', (write: number) => ({ log: write }))
    .addNode('three', () => ({ log: 3 }))
    .addNode('four', () => ({ log: overwrite([4]) }))
    .addNode('five', () => ({ log: 5 }))
    .addConditionalEdges(START, () => [send('pair', 1), send('pair', 2)])
    .addEdge('pair', 'three')
    .addEdge('three', 'four')
    .addEdge('four', 'five')
    .compile();

  /** A saver that remembers what it was told of the key. */
  function told(): { readonly saver: Saver; readonly changes: ChannelChange[] } {
    const saver = new MemorySaver();
    const changes: ChannelChange[] = [];
    const commit = saver.commit.bind(saver);
    saver.commit = (given) => {
      changes.push(...given.changed);
      commit(given);
    };
    return { saver, changes };
  }

  it('is told as what was written, where that can be folded into what the parent holds', async () => {
    const { saver, changes } = told();
    const engine = new StateGraphEngine(plan, { saver });
    expect(await engine.invoke({ log: 0 }, thread)).toEqual({ log: [4, 5] });
    const channel = 'log';
    expect(changes).toEqual([
      { channel, value: [0] },
      { channel, value: [0, 1, 2], writes: [1, 2] },
      { channel, value: [0, 1, 2, 3], writes: [3] },
      { channel, value: [4] },
      { channel, value: [4, 5], writes: [5] },
    ]);
  });

  it.each([
    ['three', [{ channel: 'log', value: [0, 1, 2], writes: [1, 2] }]],
    ['four', [{ channel: 'log', value: [0, 1, 2, 3], writes: [1, 2, 3] }]],
    ['five', [{ channel: 'log', value: [4] }]],
  ])('is told as all that was written where it is stored once, before %s', async (node, expected) => {
    const { saver, changes } = told();
    const engine = new StateGraphEngine(plan, { saver });
    const options = { ...thread, durability: 'exit' as Durability };
    await engine.invoke({ log: 0 }, { ...options, interruptBefore: ['pair'] });
    changes.length = 0;
    await engine.invoke(null, { ...options, interruptBefore: [node] });
    expect(changes).toEqual(expected);
    expect(await engine.invoke(null, options)).toEqual({ log: [4, 5] });
  });

  it('is the same in every checkpoint, on every branch and after an update from outside', async () => {
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await engine.invoke({ log: 0 }, thread);
    const logs = async () => {
      const all: unknown[] = [];
      for await (const { values } of engine.history('t')) all.push(values.log);
      return all;
    };
    expect(await logs()).toEqual([[4, 5], [4], [0, 1, 2, 3], [0, 1, 2], [0]]);
    let before: string | undefined;
    for await (const { checkpoint, next } of engine.history('t')) if (next.includes('three')) before = checkpoint;
    await engine.updateState('t', { log: 'x' }, { checkpoint: before! });
    expect(await engine.invoke(null, thread)).toEqual({ log: [4, 5] });
    expect(await logs()).toEqual([
      [4, 5],
      [4],
      [0, 1, 2, 'x', 3],
      [0, 1, 2, 'x'],
      [4, 5],
      [4],
      [0, 1, 2, 3],
      [0, 1, 2],
      [0],
    ]);
  });

  it('may begin in the middle of a thread', async () => {
    const saver = new MemorySaver();
    const older = stateGraph({ n: lastValue(0) })
      .addNode('n', () => ({ n: 1 }))
      .addEdge(START, 'n')
      .compile();
    await new StateGraphEngine(older, { saver }).invoke({}, thread);
    const grown = stateGraph({ n: lastValue(0), log: lines() })
      .addNode('n', () => ({ log: 'a' }))
      .addEdge(START, 'n')
      .compile();
    const engine = new StateGraphEngine(grown, { saver });
    await engine.invoke({}, thread);
    expect(await engine.invoke({}, thread)).toEqual({ n: 1, log: ['a', 'a'] });
    for await (const { step, values } of engine.history('t'))
      expect(values.log).toHaveLength(Math.max(0, (step - 1) >> 1));
  });

  it('is folded by the engine where the saver does not', async () => {
    const saver = new MemorySaver();
    const engine = new StateGraphEngine(plan, { saver });
    await engine.invoke({ log: 0 }, { ...thread, interruptBefore: ['four'] });
    const checkpoints = [...saver.history({ thread: 't', namespace: '' })];
    expect(checkpoints.map(({ values }) => values.get('log'))).toEqual([[0, 1, 2, 3], new Unfolded([0], [1, 2]), [0]]);
  });
});
