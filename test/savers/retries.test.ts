import { MemorySaver } from '@langchain/langgraph-checkpoint';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/base/index.ts';
import {
  START,
  StateGraphEngine,
  ThreadConflictError,
  interrupt,
  reducer,
  stateGraph,
  subgraph,
} from '../../src/engine/index.ts';
import { fromLangChainSaver, type LangChainSaver, type LangChainSaverOptions } from '../../src/savers/index.ts';
import { withRetries } from '../../src/savers/with-retries.ts';
import { FlakySaver } from './flaky-saver.ts';

const log = () =>
  reducer<readonly string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );

const inner = stateGraph({ log: log() })
  .addNode('first', () => ({ log: ['first'] }))
  .addNode('asks', () => ({ log: [`told ${interrupt<string>('?')}`] }))
  .addEdge(START, 'first')
  .addEdge('first', 'asks')
  .compile();

const plan = stateGraph({ log: log() })
  .addNode('a', () => ({ log: ['a'] }))
  .addNode('b', () => ({ log: ['b'] }))
  .addNode('inner', subgraph(inner))
  .addNode('end', () => ({ log: ['end'] }))
  .addEdge(START, 'a')
  .addEdge(START, 'b')
  .addEdge(['a', 'b'], 'inner')
  .addEdge('inner', 'end')
  .compile();

const engineOn = (saver: LangChainSaver, retries: LangChainSaverOptions['retries']) =>
  new StateGraphEngine(plan, { saver: fromLangChainSaver(saver, { retries }) });

type Durability = 'sync' | 'async' | 'exit';

/** A run that is interrupted, gone on with, looked at, and whose thread is deleted. */
async function story(saver: LangChainSaver, durability: Durability, retries?: LangChainSaverOptions['retries']) {
  const engine = engineOn(saver, retries);
  const paused = await engine.invoke({}, { threadId: 't', durability });
  const ended = await engine.resume('yes', { threadId: 't', durability });
  const steps: unknown[] = [];
  for await (const { step, values, next } of engine.history('t')) steps.push({ step, values, next });
  await fromLangChainSaver(saver, { retries }).deleteThread('t');
  return { paused, ended, steps, left: await engine.state('t') };
}

/** Fires at once, and keeps an account of the pauses. */
function hurriedClock(pauses: number[]): Clock {
  return {
    now: () => 0,
    setTimer(callback, ms) {
      pauses.push(ms);
      queueMicrotask(callback);
      return () => {};
    },
  };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const durabilities = ['sync', 'async', 'exit'] as const;
const at = { configurable: { thread_id: 't', checkpoint_ns: '' } };

describe('a saver of LangChain that fails for a while', () => {
  it('is asked again, whether or not it had done what it was asked for', async () => {
    const expected = new Map<Durability, unknown>();
    for (const durability of durabilities) expected.set(durability, await story(new MemorySaver(), durability));
    const failures = fc.integer({ min: 1, max: 3 });
    const answers = fc.infiniteStream(fc.boolean());
    await fc.assert(
      fc.asyncProperty(failures, answers, fc.constantFrom(...durabilities), async (failed, lost, durability) => {
        const saver = new FlakySaver({ failures: failed, isAnswerLost: () => lost.next().value === true });
        expect(await story(saver, durability, { firstPause: 0 })).toEqual(expected.get(durability));
        expect(Object.keys(saver.calls).sort()).toEqual(['deleteThread', 'getTuple', 'list', 'put', 'putWrites']);
        expect(saver.calls['deleteThread']).toBe(failed + 1);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps once what it was given twice, where its answers are lost', async () => {
    const stored = async (saver: MemorySaver) => {
      await engineOn(saver, { firstPause: 0 }).invoke({}, { threadId: 't' });
      const tuples = await collect(MemorySaver.prototype.list.call(saver, { configurable: { thread_id: 't' } }));
      return tuples.map(({ checkpoint, metadata, pendingWrites }) => ({
        values: checkpoint.channel_values,
        step: metadata?.step,
        writes: pendingWrites?.map(([, channel]) => channel),
      }));
    };
    const expected = await stored(new MemorySaver());
    expect(expected.length).toBeGreaterThan(4);
    expect(await stored(new FlakySaver({ failures: 2, isAnswerLost: () => true }))).toEqual(expected);
  });
});

describe('a saver of LangChain that stays down', () => {
  it.each(durabilities)('ends the run with what it said last, and the thread goes on later: %s', async (durability) => {
    const saver = new MemorySaver();
    const { putWrites } = saver;
    let calls = 0;
    saver.putWrites = async () => Promise.reject(new Error(`down, ${++calls}`));
    const engine = engineOn(saver, { attempts: 2, firstPause: 0 });
    const error: unknown = await engine.invoke({}, { threadId: 't', durability }).catch((reason: unknown) => reason);
    // Of what is stored at the end, the subgraph's part fails with it, and the graph's own beside it.
    const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
    expect(first).toMatchObject({
      code: 'SAVER_FAILED',
      message:
        'putWrites() of the saver failed 3 times for the thread "t", see cause: once the store is back, run on with a null input.',
      cause: new Error('down, 3'),
    });
    saver.putWrites = putWrites;
    const before = await engine.state('t');
    await engine.invoke(before === undefined ? {} : null, { threadId: 't', durability });
    expect((await engine.resume('yes', { threadId: 't', durability })).log.filter((entry) => entry === 'end')).toEqual([
      'end',
    ]);
  });

  it('is asked once where that is wanted', async () => {
    const saver = new FlakySaver({ failures: 1, isAnswerLost: () => false });
    await expect(engineOn(saver, 0).invoke({}, { threadId: 't' })).rejects.toMatchObject({
      code: 'SAVER_FAILED',
      cause: new Error('connection reset, 1'),
    });
    expect(saver.calls).toEqual({ getTuple: 1 });
  });

  it.each([
    new TypeError('no function'),
    new ReferenceError('x'),
    new RangeError('y'),
    new ThreadConflictError('t', 'z'),
  ])('is asked once where the mistake is in a program: %s', async (error) => {
    const saver = new MemorySaver();
    let calls = 0;
    saver.put = () => {
      calls++;
      throw error;
    };
    const run = engineOn(saver, { firstPause: 0 }).invoke({}, { threadId: 't' });
    await expect(run).rejects.toMatchObject(error instanceof ThreadConflictError ? error : { cause: error });
    expect(calls).toBe(1);
  });

  it('is asked again after a broken connection of fetch, which is a TypeError', async () => {
    const saver = new MemorySaver();
    const { put } = saver;
    let calls = 0;
    saver.put = async (...call) => {
      if (calls++ === 0) throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
      return put.apply(saver, call);
    };
    const { log: written } = await engineOn(saver, { firstPause: 0 }).invoke({}, { threadId: 't' });
    expect(written).toEqual(['a', 'b']);
  });
});

describe('the pauses', () => {
  async function pausesOf(attempts: number, random: number) {
    const pauses: number[] = [];
    const saver = new MemorySaver();
    saver.getTuple = async () => Promise.reject(new Error('down'));
    const chance = { clock: hurriedClock(pauses), random: () => random };
    await expect(withRetries(saver, { attempts, firstPause: 50 }, chance).getTuple(at)).rejects.toThrow('getTuple()');
    return pauses;
  }

  it('grow by two and have an end', async () => {
    expect(await pausesOf(9, 0)).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  it('are up to half as long, by chance', async () => {
    expect(await pausesOf(3, 1)).toEqual([25, 50, 100]);
  });

  it('do not come up where nothing fails', async () => {
    const pauses: number[] = [];
    const saver = new FlakySaver({ failures: 0, isAnswerLost: () => false });
    const retrying = withRetries(
      saver,
      { attempts: 3, firstPause: 50 },
      { clock: hurriedClock(pauses), random: Math.random },
    );
    await retrying.putWrites({ configurable: { ...at.configurable, checkpoint_id: '1' } }, [], 'task');
    expect(await retrying.getTuple(at)).toBeUndefined();
    expect({ pauses, calls: saver.calls }).toEqual({ pauses: [], calls: { putWrites: 1, getTuple: 1 } });
  });
});

describe('a list', () => {
  it('is not begun anew once some of it was read, and is closed by a reader who leaves', async () => {
    const saver = new MemorySaver();
    await engineOn(saver, 0).invoke({}, { threadId: 't' });
    let [begun, closed] = [0, 0];
    const { list } = saver;
    saver.list = async function* (...call) {
      begun++;
      try {
        yield* list.apply(saver, call);
        throw new Error('broken off');
      } finally {
        closed++;
      }
    };
    const retrying = withRetries(saver, { attempts: 3, firstPause: 0 });
    await expect(collect(retrying.list(at))).rejects.toThrow('broken off');
    expect({ begun, closed }).toEqual({ begun: 1, closed: 1 });
    for await (const { metadata } of retrying.list(at)) {
      expect(metadata).toBeDefined();
      break;
    }
    expect({ begun, closed }).toEqual({ begun: 2, closed: 2 });
  });
});

describe('the adapter', () => {
  it('is the same for the same saver and retries', () => {
    const saver = new MemorySaver();
    const adapter = fromLangChainSaver(saver);
    for (const retries of [undefined, 3, {}, { attempts: 3 }, { attempts: 3, firstPause: 50 }]) {
      expect(fromLangChainSaver(saver, { retries })).toBe(adapter);
    }
    expect(fromLangChainSaver(saver, { retries: 0 })).not.toBe(adapter);
    expect(fromLangChainSaver(new MemorySaver())).not.toBe(adapter);
  });

  it('says what such a saver cannot give', () => {
    const { capabilities } = fromLangChainSaver(new MemorySaver());
    expect(capabilities).toEqual({ fencing: false, deltas: false, atomicRecords: false });
  });

  it.each([-1, 1.5, Number.NaN, Infinity, '3', { attempts: -1 }, { firstPause: -1 }, { firstPause: Number.NaN }])(
    'refuses retries of %s',
    (retries) => {
      const refused = () => fromLangChainSaver(new MemorySaver(), { retries: retries as number });
      expect(refused).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
    },
  );
});
