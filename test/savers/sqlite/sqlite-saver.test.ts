/** SqliteSaver under the port, and what else it does: leases, the room that threads take, values, names. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  END,
  MossError,
  START,
  StateGraphEngine,
  delta,
  interrupt,
  lastValue,
  overwrite,
  send,
  stateGraph,
} from '../../../src/engine/index.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';
import { runSaverSuite } from '../../conformance/saver.ts';
import { KEY, T, list, talk, newFile, open } from './fixtures.ts';

runSaverSuite('SqliteSaver', () => new SqliteSaver(':memory:'), {}, { exactValues: true });

describe('a thread of every kind of step', () => {
  it('reads back as it was at each, also from another saver on the file', async () => {
    const file = newFile();
    const plan = stateGraph({
      list: list<number>(),
      words: delta<readonly string[], string>(
        (held, writes) => [...held, ...writes],
        () => [],
      ),
      last: lastValue<unknown>(),
      map: lastValue(new Map<string, unknown>()),
      n: lastValue(0),
    })
      .addNode('grow', ({ list: { length }, n }) => ({ n: n + 1, list: [n], words: `word ${n}`, last: { length } }))
      .addNode('reset', ({ n }) => (n % 50 === 0 ? { list: overwrite([n]), words: overwrite(['reset']) } : {}))
      .addNode('store', ({ n }) => ({ map: new Map([['n', BigInt(n)]]) }))
      .addEdge(START, 'grow')
      .addEdge('grow', 'reset')
      .addEdge('reset', 'store')
      .addConditionalEdges('store', ({ n }) => (n % 120 === 0 ? END : 'grow'))
      .compile();
    const seen: unknown[] = [];
    const engine = new StateGraphEngine(plan, { saver: open(file) });
    for (let run = 0; run < 3; run++) {
      const stream = engine.stream(run === 0 ? {} : { list: [] }, { ...T, modes: ['values'], stepLimit: 500 });
      for await (const { data } of stream) seen.push(structuredClone(data));
    }
    const read: unknown[] = [];
    for await (const { values } of new StateGraphEngine(plan, { saver: open(file) }).history('t')) read.push(values);
    expect(read.length).toBeGreaterThan(1_000);
    // The stream tells of changes only.
    const isNews = (values: unknown, place: number, all: readonly unknown[]): boolean =>
      !isDeepStrictEqual(values, all[place - 1]);
    expect(isDeepStrictEqual(read.toReversed().filter(isNews), seen.filter(isNews))).toBe(true);
  });
});

describe('two savers of one process on a file', () => {
  const waiting = (reached: () => void, go: Promise<void>) =>
    stateGraph({ n: lastValue(0) })
      .addNode('wait', async ({ n }) => {
        reached();
        await go;
        return { n: n + 1 };
      })
      .addEdge(START, 'wait')
      .compile();

  it('do not run on one thread at once, and do on two', async () => {
    const file = newFile();
    const [reached, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const plan = waiting(reached.resolve, go.promise);
    const [one, other] = [
      new StateGraphEngine(plan, { saver: open(file) }),
      new StateGraphEngine(plan, { saver: open(file) }),
    ];
    const first = one.invoke({}, T);
    await reached.promise;
    await expect(other.invoke({}, T)).rejects.toMatchObject({
      code: 'THREAD_CONFLICT',
      message: expect.stringContaining('another run of this process holds it'),
    });
    await expect(other.updateState('t', { n: 5 })).rejects.toMatchObject({ code: 'THREAD_CONFLICT' });
    // Looking is free.
    expect(await other.state('t')).toMatchObject({ next: ['wait'] });
    const second = other.invoke({}, { threadId: 'u' });
    go.resolve();
    expect(await Promise.all([first, second])).toEqual([{ n: 1 }, { n: 1 }]);
    expect(await other.invoke({}, T)).toEqual({ n: 2 });
  });

  it('give a thread back however the run ends', async () => {
    const file = newFile();
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('fail', ({ n }) => {
        if (n === 0) throw new Error('broke');
        if (n === 1) interrupt('sure?');
        return {};
      })
      .addEdge(START, 'fail')
      .compile();
    const engines = Array.from({ length: 2 }, () => new StateGraphEngine(plan, { saver: open(file) }));
    const [one, other] = engines as [(typeof engines)[0], (typeof engines)[0]];
    await expect(one.resume('no', T)).rejects.toMatchObject({ code: 'CHECKPOINT_MISSING' });
    await expect(other.invoke({ n: 0 }, T)).rejects.toThrow('broke');
    await expect(one.invoke({ n: 0 }, { ...T, signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    await other.invoke({ n: 1 }, T);
    expect(await one.resume('yes', T)).toEqual({ n: 1 });
    await other.updateState('t', { n: 2 });
    expect((await one.state('t'))?.values).toEqual({ n: 2 });
  });

  it('a thread that was deleted meanwhile takes nothing more', async () => {
    const file = newFile();
    const [reached, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const running = new StateGraphEngine(waiting(reached.resolve, go.promise), { saver: open(file) }).invoke({}, T);
    await reached.promise;
    const other = open(file);
    await other.deleteThread('t');
    go.resolve();
    await expect(running).rejects.toMatchObject({ code: 'THREAD_CONFLICT' });
    expect(await other.load(KEY)).toBeUndefined();
    expect([...other.threads()]).toEqual([]);
  });
});

describe('a value', () => {
  const keep = stateGraph({ value: lastValue<unknown>(), n: lastValue(0) })
    .addNode('keep', () => ({ n: 1 }))
    .addEdge(START, 'keep')
    .compile();

  it('that cannot be stored stops the run with its place, and the thread stays as it was', async () => {
    const saver = open(':memory:');
    const engine = new StateGraphEngine(keep, { saver });
    await engine.invoke({ value: 'before' }, T);
    for (const value of [{ tools: [() => {}] }, Symbol('x'), new (class Money {})()]) {
      const failed = await engine.invoke({ value }, T).catch((error: unknown) => error);
      expect(MossError.is(failed, 'VALUE_UNSTORABLE') && failed.message).toMatch(/"value(\.tools\[0\])?"/);
    }
    expect((await engine.state('t'))?.values).toEqual({ value: 'before', n: 1 });
    expect(await engine.invoke({ value: 'after' }, T)).toEqual({ value: 'after', n: 1 });
  });

  it('that was sent cannot be stored: the task is named', async () => {
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('take', () => ({ n: 1 }))
      .addConditionalEdges(START, () => send('take', { run: () => {} }), ['take'])
      .compile();
    const failed = await new StateGraphEngine(plan, { saver: open(':memory:') })
      .invoke({}, T)
      .catch((error: unknown) => error);
    expect(MossError.is(failed, 'VALUE_UNSTORABLE') && failed.message).toContain('"input of take.run"');
  });

  it('of a class comes back with a kind for it', async () => {
    class Money {
      readonly cents: number;
      constructor(cents: number) {
        this.cents = cents;
      }
    }
    const file = newFile();
    const kinds = [
      {
        tag: 'money',
        matches: (value: object) => value instanceof Money,
        toData: (value: object) => (value as Money).cents,
        load: async () => (cents: unknown) => new Money(cents as number),
      },
    ];
    await new StateGraphEngine(keep, { saver: open(file, { kinds }) }).invoke({ value: [new Money(5)] }, T);
    const read = await new StateGraphEngine(keep, { saver: open(file, { kinds }) }).state('t');
    expect(read?.values['value']).toEqual([new Money(5)]);
    expect((read?.values['value'] as unknown[] | undefined)?.[0]).toBeInstanceOf(Money);
    await expect(new StateGraphEngine(keep, { saver: open(file) }).state('t')).rejects.toMatchObject({
      code: 'CHECKPOINT_DAMAGED',
    });
  });
});

describe('a name', () => {
  const HOSTILE = [
    '*',
    '?',
    '[a]',
    '%',
    '_',
    '\\',
    ':',
    "'; DROP TABLE steps; --",
    '../x',
    'a\0b',
    '\0',
    '\u0001"a"',
    '\ud800',
    '\udc00x',
    ' ',
    'T',
    't ',
    '__proto__',
    'é',
    'e\u0301',
    '💥',
    'x'.repeat(10_000),
  ];

  it.each(HOSTILE)('of a thread is only that: %.20j', async (thread) => {
    const saver = open(':memory:');
    const names = ['t', 'canary', ...HOSTILE];
    for (const [place, name] of names.entries()) {
      await saver.commit({
        thread: name,
        namespace: name,
        id: '000000000001',
        parent: undefined,
        step: 0,
        source: 'input',
        changed: [{ channel: name, value: place }],
        next: [],
      });
    }
    await saver.deleteThread(thread);
    for (const [place, name] of names.entries()) {
      const read = await saver.load({ thread: name, namespace: name });
      expect(read && [...read.values]).toEqual(name === thread ? undefined : [[name, place]]);
    }
    expect([...saver.threads()].map((row) => row.thread).sort()).toEqual(
      names.filter((name) => name !== thread).sort(),
    );
  });

  it('that is no text is refused', async () => {
    const saver = open(':memory:');
    for (const thread of [{ $ne: '' }, 5, null, undefined, ['t'], true]) {
      const key = { thread: thread as unknown as string, namespace: '' };
      const refusal = expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(/^The thread is of the type \w+: give a text/),
      });
      expect(() => saver.load(key)).toThrow(refusal);
      expect(() => saver.findRun(key, 'r')).toThrow(refusal);
      await expect(saver.deleteThread(key.thread)).rejects.toEqual(refusal);
    }
    expect(() => saver.findRun({ thread: 't', namespace: {} as string }, 'r')).not.toThrow();
  });
});

describe('a saver', () => {
  it.each([{ patience: 0 }, { leaseMs: -5 }, { leaseMs: Number.POSITIVE_INFINITY }])(
    'is refused with %j',
    (options) => {
      expect(() => new SqliteSaver(':memory:', options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    },
  );

  it('that is closed says so', async () => {
    const saver = new SqliteSaver(newFile());
    const engine = new StateGraphEngine(talk(2, 40), { saver });
    await engine.invoke({}, T);
    saver.close();
    saver.close();
    for (const call of [() => engine.state('t'), () => engine.invoke(null, T), () => engine.updateState('t', {})]) {
      await expect(call()).rejects.toMatchObject({
        code: 'SAVER_FAILED',
        message: expect.stringContaining('is closed'),
      });
    }
  });

  it('tells of its threads', async () => {
    const saver = open(':memory:');
    expect([...saver.threads()]).toEqual([]);
    const engine = new StateGraphEngine(talk(3, 40), { saver });
    await engine.invoke({}, { threadId: 'one' });
    await engine.invoke({}, { threadId: 'two' });
    const rows = [...saver.threads()];
    expect(rows.map(({ thread, checkpoints }) => `${thread} ${checkpoints}`).toSorted()).toEqual(['one 4', 'two 4']);
    for (const { updated, bytes } of rows) {
      expect(Math.abs(updated.getTime() - Date.now())).toBeLessThan(60_000);
      expect(bytes).toBeGreaterThan(100);
    }
  });

  it('finds a run by its id, also one that only answered', async () => {
    const plan = stateGraph({ log: list<string>() })
      .addNode('ask', () => ({ log: [interrupt<string>('a?'), interrupt<string>('b?')] }))
      .addEdge(START, 'ask')
      .compile();
    const saver = open(':memory:');
    const engine = new StateGraphEngine(plan, { saver });
    await engine.invoke({}, { ...T, runId: 'first' });
    await engine.resume('a', { ...T, runId: 'second' });
    await engine.resume('a', { ...T, runId: 'second' });
    expect((await engine.state('t'))?.interrupts).toMatchObject([{ value: 'b?' }]);
    expect(await engine.resume('b', { ...T, runId: 'third' })).toEqual({ log: ['a', 'b'] });
    expect(saver.findRun(KEY, 'second')).toBe('000000000001');
    expect(saver.findRun(KEY, 'nobody')).toBeUndefined();
  });
});
