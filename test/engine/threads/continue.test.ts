import { describe, expect, it } from 'vitest';
import { MemorySaver, MossError, START, StateGraphEngine, send, stateGraph } from '../../../src/engine/index.ts';
import { line, list, slowSaver } from './fixtures.ts';

const code = (wanted: Parameters<typeof MossError.is>[1]) => (error: unknown) => MossError.is(error, wanted);

describe('a thread', () => {
  it('goes on from its state with every new input, and counts its steps on', async () => {
    const steps: number[] = [];
    const plan = stateGraph({ log: list() })
      .addNode('answer', (state, runtime) => {
        steps.push(runtime.step);
        return { log: [`answer ${state.log.length}`] };
      })
      .addEdge(START, 'answer')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await engine.invoke({ log: ['one'] }, { threadId: 't' });
    expect(await engine.invoke({ log: ['two'] }, { threadId: 't' })).toEqual({
      log: ['one', 'answer 1', 'two', 'answer 3'],
    });
    expect(await engine.invoke({}, { threadId: 'other' })).toEqual({ log: ['answer 0'] });
    expect(steps).toEqual([1, 3, 1]);
  });

  it('tells where it stands and stood', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    expect(await engine.state('t')).toBeUndefined();
    await engine.invoke({ log: ['in'] }, { threadId: 't' });
    const told: unknown[] = [];
    for await (const { step, source, next, values, parent, checkpoint } of engine.history('t')) {
      told.push([step, source, next, values.log.length, parent === undefined || parent < checkpoint]);
    }
    expect(told).toEqual([
      [3, 'loop', [], 4, true],
      [2, 'loop', ['c'], 3, true],
      [1, 'loop', ['b'], 2, true],
      [0, 'input', ['a'], 1, true],
    ]);
    expect(await engine.state('t')).toMatchObject({ threadId: 't', step: 3, tasks: [], interrupts: [] });
  });

  it('resumes after its nodes failed, with the tasks that had not finished only', async () => {
    const ran: string[] = [];
    let broken = true;
    const plan = stateGraph({ log: list() })
      .addNode('good', () => {
        ran.push('good');
        return { log: ['good'] };
      })
      .addNode('bad', async () => {
        ran.push('bad');
        await Promise.resolve();
        if (broken) throw new Error('down');
        return { log: ['bad'] };
      })
      .addNode('sent', (topic: string) => {
        ran.push(topic);
        return { log: [topic] };
      })
      .addNode('last', (state) => ({ log: [`after ${state.log.length}`] }))
      .addEdge(START, 'good')
      .addEdge(START, 'bad')
      .addConditionalEdges(START, () => [send('sent', 'x'), send('sent', 'y')])
      .addConditionalEdges('sent', () => 'last')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await expect(engine.invoke({}, { threadId: 't' })).rejects.toThrow('down');
    expect((await engine.state('t'))?.next).toEqual(['bad']);
    expect((await engine.state('t'))?.tasks.map(({ done }) => done)).toEqual([true, false, true, true]);
    broken = false;
    expect(await engine.invoke(null, { threadId: 't' })).toEqual({ log: ['good', 'bad', 'x', 'y', 'after 4'] });
    expect(ran).toEqual(['good', 'bad', 'x', 'y', 'bad']);
  });

  it('has nothing left to do once it is at its end', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    const done = await engine.invoke({}, { threadId: 't' });
    expect(await engine.invoke(undefined, { threadId: 't' })).toEqual(done);
    expect((await engine.state('t'))?.step).toBe(3);
  });

  it('runs on after the step limit', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    const short = { threadId: 't', stepLimit: 1 };
    await expect(engine.invoke({}, short)).rejects.toSatisfy(code('GRAPH_RECURSION_LIMIT'));
    await expect(engine.invoke(null, short)).rejects.toSatisfy(code('GRAPH_RECURSION_LIMIT'));
    expect(await engine.invoke(null, short)).toEqual({ log: ['a', 'b', 'c'] });
  });

  it('gives its tasks names that are the same when they run again', async () => {
    const names: unknown[] = [];
    let attempts = 0;
    const plan = stateGraph({ log: list() })
      .addNode('pay', (_, { threadId, taskId }) => {
        names.push([threadId, taskId]);
        if (attempts++ === 0) throw new Error('once');
      })
      .addEdge(START, 'pay')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await expect(engine.invoke({}, { threadId: 't' })).rejects.toThrow('once');
    await engine.invoke(null, { threadId: 't' });
    expect(names[0]).toEqual(['t', expect.any(String)]);
    expect(names[1]).toEqual(names[0]);
    const unkept = new StateGraphEngine(plan);
    await unkept.invoke({});
    expect(names[2]).toEqual([undefined, undefined]);
  });
});

describe('what a thread cannot do is refused', () => {
  const engine = (options = {}) => new StateGraphEngine(line(), { saver: new MemorySaver(), ...options });

  it('by names: no thread, no saver, a durability or node that does not exist', async () => {
    await expect(engine().invoke({})).rejects.toThrow('threadId is undefined');
    await expect(engine().invoke({}, { threadId: '' })).rejects.toThrow('threadId is an empty string');
    // @ts-expect-error no such durability
    await expect(engine().invoke({}, { threadId: 't', durability: 'never' })).rejects.toThrow('durability is "never"');
    const nowhere = { threadId: 't', interruptBefore: ['nobody'] };
    await expect(engine().invoke({}, nowhere)).rejects.toThrow('interruptBefore names "nobody"');
    const bare = new StateGraphEngine(line());
    await expect(bare.invoke({}, { threadId: 't' })).rejects.toThrow('threadId needs a saver');
    await expect(bare.state('t')).rejects.toSatisfy(code('SAVER_MISSING'));
    await expect(bare.history('t').next()).rejects.toSatisfy(code('SAVER_MISSING'));
    await expect(bare.invoke(null)).rejects.toThrow('The input is null');
  });

  it('going on from nothing, or from a checkpoint that is not there', async () => {
    await expect(engine().invoke(null, { threadId: 't' })).rejects.toSatisfy(code('CHECKPOINT_MISSING'));
    const elsewhere = { threadId: 't', checkpoint: '000000000009' };
    await expect(engine().invoke({}, elsewhere)).rejects.toThrow('"000000000009"');
  });

  it('going on with a graph that lost a node or a channel, by its name', async () => {
    const saver = new MemorySaver();
    await expect(engine({ saver }).invoke({}, { threadId: 't', stepLimit: 1 })).rejects.toThrow('limit');
    const renamed = stateGraph({ log: list() })
      .addNode('x', () => {})
      .addEdge(START, 'x')
      .compile();
    const other = new StateGraphEngine(renamed, { saver });
    await expect(other.invoke(null, { threadId: 't' })).rejects.toThrow('needs the node "b"');
    const emptied = stateGraph({})
      .addNode('b', () => {})
      .addEdge(START, 'b')
      .compile();
    const lossy = new StateGraphEngine(emptied, { saver });
    await expect(lossy.invoke(null, { threadId: 't' })).rejects.toSatisfy(code('CHECKPOINT_MISMATCH'));
    await expect(lossy.state('t')).rejects.toThrow('needs the channel "log"');
  });

  it('two runs at a time: the second one is told, or waits if it may', async () => {
    const results = await Promise.allSettled(Array.from({ length: 3 }, () => engine().invoke({}, { threadId: 't' })));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    const one = engine();
    const both = await Promise.allSettled([one.invoke({}, { threadId: 't' }), one.invoke({}, { threadId: 't' })]);
    expect(both[0].status).toBe('fulfilled');
    expect(both[1]).toMatchObject({ reason: { code: 'THREAD_CONFLICT' } });
    const queued = engine({ onConflict: 'queue' });
    const all = await Promise.all(Array.from({ length: 8 }, () => queued.invoke({}, { threadId: 't' })));
    expect(all.map(({ log }) => log.length)).toEqual([3, 6, 9, 12, 15, 18, 21, 24]);
  });

  it('two runs at a time in two processes: the saver stops the second one before its first node', async () => {
    const { saver, kept } = slowSaver(async () => {});
    const ran: string[] = [];
    const here = new StateGraphEngine(
      line((name) => void ran.push(name)),
      { saver },
    );
    const there = new StateGraphEngine(
      line((name) => void ran.push(name)),
      { saver: { ...wrap(kept) } },
    );
    const both = await Promise.allSettled([
      here.invoke({}, { threadId: 't', durability: 'sync' }),
      there.invoke({}, { threadId: 't', durability: 'sync' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'THREAD_CONFLICT' } });
    expect(ran).toEqual(['a', 'b', 'c']);
  });
});

/** The same store, as another process would see it. */
function wrap(kept: MemorySaver) {
  return {
    commit: async (...args: Parameters<MemorySaver['commit']>) => kept.commit(...args),
    putRecord: async (...args: Parameters<MemorySaver['putRecord']>) => kept.putRecord(...args),
    load: async (...args: Parameters<MemorySaver['load']>) => kept.load(...args),
    history: (...args: Parameters<MemorySaver['history']>) => kept.history(...args),
    deleteThread: async (thread: string) => kept.deleteThread(thread),
  };
}
