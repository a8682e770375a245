/** One run, submitted twice; two answers to one question; keys for effects that must happen once. */
import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  MossError,
  START,
  StateGraphEngine,
  interrupt,
  stateGraph,
  type Saver,
} from '../../../src/engine/index.ts';
import { line, list } from './fixtures.ts';

const R1 = { threadId: 't', runId: 'r1' } as const;
const conflict = (error: unknown): boolean => MossError.is(error, 'THREAD_CONFLICT');

/** Each of the nodes that ran. */
function counted(saver: Saver = new MemorySaver(), onConflict: 'reject' | 'queue' = 'reject') {
  const ran: string[] = [];
  const faults = new Set<string>();
  const plan = line(async (name) => {
    await Promise.resolve();
    ran.push(name);
    if (faults.delete(name)) throw new Error(`${name} failed`);
  });
  return { engine: new StateGraphEngine(plan, { saver, onConflict }), ran, faults };
}

describe('a run that is submitted twice', () => {
  it.each(['reject', 'queue'] as const)('runs once, and both get what it comes to, with %s', async (onConflict) => {
    const { engine, ran } = counted(undefined, onConflict);
    const both = await Promise.all([engine.invoke({}, R1), engine.invoke({}, R1)]);
    expect(both).toEqual([{ log: ['a', 'b', 'c'] }, { log: ['a', 'b', 'c'] }]);
    expect(ran).toEqual(['a', 'b', 'c']);
  });

  it('gives both the error that it ends with', async () => {
    const { engine, ran, faults } = counted();
    faults.add('b');
    const both = await Promise.allSettled([engine.invoke({}, R1), engine.invoke({}, R1)]);
    expect(both.map((end) => end.status === 'rejected' && (end.reason as Error).message)).toEqual([
      'b failed',
      'b failed',
    ]);
    expect(ran).toEqual(['a', 'b']);
  });

  it('gives the second, once the first has ended, the same state, whatever input it brings', async () => {
    const { engine, ran } = counted();
    await engine.invoke({ log: ['in'] }, R1);
    expect(await engine.invoke({ log: ['other'] }, R1)).toEqual({ log: ['in', 'a', 'b', 'c'] });
    expect(ran).toEqual(['a', 'b', 'c']);
  });

  it('gives the state in which it ended, also after other runs', async () => {
    const { engine, ran } = counted();
    await engine.invoke({ log: ['first'] }, R1);
    await engine.invoke({ log: ['second'] }, { ...R1, runId: 'r2' });
    expect((await engine.invoke({ log: ['first'] }, R1)).log).toEqual(['first', 'a', 'b', 'c']);
    expect(ran).toHaveLength(6);
    expect((await engine.state('t'))?.values.log).toHaveLength(8);
  });

  it('goes on where it was cut short, without doing again what was done', async () => {
    const { engine, ran, faults } = counted();
    faults.add('b');
    await expect(engine.invoke({}, R1)).rejects.toThrow('b failed');
    expect(await engine.invoke({}, R1)).toEqual({ log: ['a', 'b', 'c'] });
    expect(ran).toEqual(['a', 'b', 'b', 'c']);
  });

  it('is another run on another thread, and without an id', async () => {
    const { engine, ran } = counted();
    await engine.invoke({}, R1);
    await engine.invoke({}, { ...R1, threadId: 'u' });
    await engine.invoke({}, { threadId: 't' });
    expect(ran).toHaveLength(9);
  });

  it('is known only while it goes on where the saver does not find runs', async () => {
    const kept = new MemorySaver();
    const forgetful: Saver = {
      commit: (commit) => kept.commit(commit),
      putRecord: (key, checkpoint, record) => kept.putRecord(key, checkpoint, record),
      load: (key, id) => kept.load(key, id),
      history: (key) => kept.history(key),
      deleteThread: (thread) => kept.deleteThread(thread),
    };
    const { engine, ran } = counted(forgetful);
    await Promise.all([engine.invoke({}, R1), engine.invoke({}, R1)]);
    expect(ran).toHaveLength(3);
    await engine.invoke({}, R1);
    expect(ran).toHaveLength(6);
  });

  it('is refused without a thread', async () => {
    const engine = new StateGraphEngine(line());
    await expect(engine.invoke({}, { runId: 'r1' })).rejects.toThrow('runId needs a saver');
  });
});

describe('an answer', () => {
  function asking(onConflict: 'reject' | 'queue') {
    const effects: string[] = [];
    const plan = stateGraph({ log: list() })
      .addNode('ask', async (_, { interrupt: ask }) => {
        await Promise.resolve();
        const first = ask<string>('pay?');
        effects.push(first);
        await Promise.resolve();
        return { log: [first, ask<string>('sure?')] };
      })
      .addEdge(START, 'ask')
      .compile();
    return { engine: new StateGraphEngine(plan, { saver: new MemorySaver(), onConflict }), effects };
  }

  it.each(['reject', 'queue'] as const)(
    'given twice at once counts once: the second is a conflict, with %s',
    async (onConflict) => {
      const { engine, effects } = asking(onConflict);
      await engine.invoke({}, { threadId: 't' });
      const [first, second] = await Promise.allSettled([
        engine.resume('yes', { threadId: 't' }),
        engine.resume('yes', { threadId: 't' }),
      ]);
      expect(first?.status).toBe('fulfilled');
      expect(second?.status === 'rejected' && conflict(second.reason)).toBe(true);
      expect(effects).toEqual(['yes']);
      // The second did not become the answer to the question that came next.
      expect((await engine.state('t'))?.interrupts).toMatchObject([{ value: 'sure?' }]);
    },
  );

  it('given again by the same run is the same answer', async () => {
    const { engine, effects } = asking('reject');
    await engine.invoke({}, { threadId: 't' });
    await engine.resume('yes', { threadId: 't', runId: 'answer' });
    await engine.resume('yes', { threadId: 't', runId: 'answer' });
    expect(effects).toEqual(['yes']);
    expect((await engine.state('t'))?.interrupts).toMatchObject([{ value: 'sure?' }]);
  });
});

describe('runtime.idempotencyKey', () => {
  it('is the same when a task runs again, and another one for every task and thread', async () => {
    const keys: (string | undefined)[] = [];
    let failures = 1;
    const plan = stateGraph({ log: list() })
      .addNode(
        'pay',
        (_, { idempotencyKey }) => {
          keys.push(idempotencyKey);
          if (failures-- > 0) throw new Error('lost');
          return { log: [interrupt<string>('sure?')] };
        },
        { retry: { maxAttempts: 2, initialInterval: 0 } },
      )
      .addNode('tell', (_, { idempotencyKey }) => {
        keys.push(idempotencyKey);
        return {};
      })
      .addEdge(START, 'pay')
      .addEdge('pay', 'tell')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await engine.invoke({}, { threadId: 't' });
    await engine.resume('yes', { threadId: 't' });
    await engine.invoke({}, { threadId: 'u' });
    const [first, retried, answered, told, other] = keys;
    expect([retried, answered]).toEqual([first, first]);
    expect(new Set([first, told, other]).size).toBe(3);
    expect(first).toBeTypeOf('string');
  });

  it('is absent where nothing is kept', async () => {
    const seen: unknown[] = [];
    const plan = stateGraph({})
      .addNode('n', (_, { idempotencyKey }) => void seen.push(idempotencyKey))
      .addEdge(START, 'n')
      .compile();
    await new StateGraphEngine(plan).invoke({});
    expect(seen).toEqual([undefined]);
  });
});
