import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  START,
  StateGraphEngine,
  ephemeral,
  lastValue,
  reducer,
  stateGraph,
  untracked,
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
