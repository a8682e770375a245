import { describe, expect, it } from 'vitest';
import {
  END,
  MemorySaver,
  MossError,
  START,
  StateGraphEngine,
  interrupt,
  stateGraph,
  type ThreadState,
} from '../../../src/engine/index.ts';
import { line, list } from './fixtures.ts';

const T = { threadId: 't' } as const;
type Log = { readonly log: readonly string[] };

async function historyOf(engine: { history(threadId: string): AsyncIterable<ThreadState<Log>> }) {
  const all: ThreadState<Log>[] = [];
  for await (const state of engine.history('t')) all.push(state);
  return all;
}

describe('a checkpoint of the past', () => {
  it('is run on from as it was, and the branch that was left stays', async () => {
    const ran: string[] = [];
    const engine = new StateGraphEngine(
      line((name) => void ran.push(name)),
      { saver: new MemorySaver() },
    );
    await engine.invoke({ log: ['in'] }, T);
    const [end, afterB, afterA] = await historyOf(engine);
    expect(await engine.invoke(null, { ...T, checkpoint: afterA?.checkpoint })).toEqual(end?.values);
    expect(ran).toEqual(['a', 'b', 'c', 'b', 'c']);
    const all = await historyOf(engine);
    expect(all.map(({ step }) => step)).toEqual([3, 2, 1, 3, 2, 1, 0]);
    expect(all[2]?.parent).toBe(afterA?.checkpoint);
    expect(await engine.state('t', { checkpoint: afterB?.checkpoint })).toEqual(afterB);
  });

  it('takes another input', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    await engine.invoke({ log: ['one'] }, T);
    const first = await engine.state('t');
    await engine.invoke({ log: ['two'] }, T);
    const forked = await engine.invoke({ log: ['2'] }, { ...T, checkpoint: first?.checkpoint });
    expect(forked).toEqual({ log: ['one', 'a', 'b', 'c', '2', 'a', 'b', 'c'] });
    expect((await engine.state('t'))?.values).toEqual(forked);
  });

  it('is forked by an update', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    await engine.invoke({}, T);
    const [, , afterA] = await historyOf(engine);
    const checkpoint = await engine.updateState('t', { log: ['edited'] }, { checkpoint: afterA?.checkpoint ?? '' });
    expect(await engine.state('t', { checkpoint })).toMatchObject({
      source: 'update',
      next: ['b'],
      parent: afterA?.checkpoint,
    });
    expect(await engine.invoke(null, { ...T, checkpoint })).toEqual({ log: ['a', 'edited', 'b', 'c'] });
    expect((await engine.state('t', { checkpoint: afterA?.checkpoint }))?.values).toEqual({ log: ['a'] });
  });
});

describe('updateState', () => {
  it('as a node: what follows the node runs next', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    await engine.invoke({}, { ...T, interruptBefore: ['b'] });
    await engine.updateState('t', { log: ['instead of b'] }, { asNode: 'b' });
    expect((await engine.state('t'))?.next).toEqual(['c']);
    await engine.updateState('t', null, { asNode: END });
    expect((await engine.state('t'))?.next).toEqual([]);
    await engine.updateState('t', { log: ['in'] }, { asNode: START });
    expect(await engine.invoke(null, T)).toEqual({ log: ['a', 'instead of b', 'in', 'a', 'b', 'c'] });
  });

  it('asks the conditional edges of the node', async () => {
    const plan = stateGraph({ log: list() })
      .addNode('route', () => ({ log: ['left'] }))
      .addNode('left', () => ({ log: ['went left'] }))
      .addNode('right', () => ({ log: ['went right'] }))
      .addEdge(START, 'route')
      .addConditionalEdges('route', async (state) => (state.log.includes('right') ? 'right' : 'left'))
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await engine.updateState('t', { log: ['right'] }, { asNode: 'route' });
    expect(await engine.invoke(null, T)).toEqual({ log: ['right', 'went right'] });
  });

  it('of a thread that waits: the question stays, finished tasks do not run again', async () => {
    let ran = 0;
    const plan = stateGraph({ log: list() })
      .addNode('ask', (state) => ({ log: [interrupt<string>(), `seen ${state.log.length}`] }))
      .addNode('beside', () => {
        ran++;
        return { log: ['beside'] };
      })
      .addEdge(START, 'ask')
      .addEdge(START, 'beside')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await engine.invoke({}, T);
    await engine.updateState('t', { log: ['edited'] });
    expect((await engine.state('t'))?.interrupts).toMatchObject([{ node: 'ask' }]);
    expect(await engine.resume('yes', T)).toEqual({ log: ['edited', 'yes', 'seen 1', 'beside'] });
    expect(ran).toBe(1);
  });

  it('begins a thread, and continues the one it finds', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    await engine.updateState('t', { log: ['seed'] });
    expect(await engine.state('t')).toMatchObject({ values: { log: ['seed'] }, next: [] });
    expect(await engine.invoke({}, T)).toEqual({ log: ['seed', 'a', 'b', 'c'] });
  });

  it('in bulk: super-steps with several updates each', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    await engine.bulkUpdateState('t', [
      [{ update: { log: ['in'] }, asNode: START }],
      [
        { update: { log: ['x'] }, asNode: 'a' },
        { update: { log: ['y'] }, asNode: 'a' },
      ],
    ]);
    expect((await historyOf(engine)).map(({ next, values }) => [next, values.log])).toEqual([
      [['b'], ['in', 'x', 'y']],
      [['a'], ['in']],
    ]);
  });

  it('refuses what the graph cannot take, and leaves the thread as it was', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    await engine.invoke({}, T);
    const before = await historyOf(engine);
    // @ts-expect-error no such channel
    await expect(engine.updateState('t', { nope: 1 })).rejects.toSatisfy((e) => MossError.is(e, 'UNKNOWN_CHANNEL'));
    await expect(engine.updateState('t', {}, { asNode: 'nobody' })).rejects.toThrow('asNode is "nobody"');
    await expect(engine.updateState('t', {}, { checkpoint: '9' })).rejects.toThrow('no checkpoint "9"');
    await expect(engine.bulkUpdateState('t', [])).rejects.toThrow('no update');
    await expect(engine.bulkUpdateState('t', [[]])).rejects.toThrow('no update');
    await expect(new StateGraphEngine(line()).updateState('t', {})).rejects.toThrow('needs a saver');
    expect(await historyOf(engine)).toEqual(before);
  });
});
