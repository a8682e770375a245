import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  MossError,
  reducer,
  START,
  StateGraphEngine,
  stateGraph,
  type Checkpoint,
  type Commit,
  type Saver,
  type TaskRecord,
} from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { faultSaver, simulatedClock, type SaverFault } from '../../src/testing/index.ts';

const key = { thread: 't', namespace: '' };
const commit: Commit = {
  ...key,
  id: '0001',
  parent: undefined,
  step: 0,
  source: 'input',
  changed: [
    { channel: 'a', value: 1 },
    { channel: 'b', value: 2 },
  ],
  next: [{ node: 'n', sent: false, input: undefined }],
};
const record: TaskRecord = {
  task: '0001.0',
  done: { writes: [...commit.changed], chosen: ['m'], sends: [] },
  answers: [],
  interrupts: [],
};

/** A saver with one checkpoint, and the same with a fault at every call. */
function faulty(fault: SaverFault) {
  const kept = new MemorySaver();
  const saver = faultSaver(kept, () => fault);
  return { kept, saver, values: () => kept.load(key)?.values };
}

async function checkpoints(saver: Saver): Promise<Checkpoint[]> {
  const all: Checkpoint[] = [];
  for await (const checkpoint of saver.history(key)) all.push(checkpoint);
  return all;
}

const injected = { name: 'InjectedFault' };

describe('a fault saver', () => {
  it('is the saver itself where nothing goes wrong, and tells what was called', async () => {
    const saver = faultSaver(new MemorySaver(), () => undefined);
    await saver.commit(commit);
    await saver.putRecord(key, commit.id, record);
    expect((await saver.load(key))?.records).toEqual([record]);
    expect(await checkpoints(saver)).toHaveLength(1);
    await saver.deleteThread('t');
    expect(await saver.load(key)).toBeUndefined();
    expect(saver.operations.map(({ method, number }) => `${number} ${method}`)).toEqual([
      '1 commit',
      '2 putRecord',
      '3 load',
      '4 history',
      '5 deleteThread',
      '6 load',
    ]);
  });

  it('fails: rejects and stores nothing', async () => {
    const { kept, saver, values } = faulty('fail');
    await expect(saver.commit(commit)).rejects.toMatchObject(injected);
    expect(values()).toBeUndefined();
    kept.commit(commit);
    await expect(saver.putRecord(key, commit.id, record)).rejects.toMatchObject(injected);
    expect(kept.load(key)?.records).toEqual([]);
    await expect(saver.load(key)).rejects.toMatchObject(injected);
    await expect(checkpoints(saver)).rejects.toMatchObject(injected);
  });

  it('loses an answer: stores, and rejects all the same', async () => {
    const { kept, saver, values } = faulty('lose');
    await expect(saver.commit(commit)).rejects.toMatchObject(injected);
    expect(values()).toEqual(new Map(Object.entries({ a: 1, b: 2 })));
    await expect(saver.putRecord(key, commit.id, record)).rejects.toMatchObject(injected);
    expect(kept.load(key)?.records).toEqual([record]);
  });

  it('tears: stores the first half of the writes, and rejects', async () => {
    const { kept, saver, values } = faulty('tear');
    await expect(saver.commit(commit)).rejects.toMatchObject(injected);
    expect(values()).toEqual(new Map(Object.entries({ a: 1 })));
    await expect(saver.putRecord(key, commit.id, record)).rejects.toMatchObject(injected);
    expect(kept.load(key)?.records[0]?.done?.writes).toEqual([{ channel: 'a', value: 1 }]);
  });

  it('delays: begins once the promise resolves', async () => {
    const clock = simulatedClock();
    const { saver, values } = faulty(new Promise((resolve) => void clock.setTimer(resolve, 30)));
    const committing = saver.commit(commit);
    await clock.advance(29);
    expect(values()).toBeUndefined();
    await clock.advance(1);
    await committing;
    expect(values()?.size).toBe(2);
  });
});

describe('an engine on a fault saver', () => {
  const plan = stateGraph({
    log: reducer<readonly string[]>(
      (held, more) => [...held, ...more],
      () => [],
    ),
  })
    .addNode('a', () => ({ log: ['a'] }))
    .addNode('b', async () => ({ log: ['b'] }))
    .addNode('c', () => ({ log: ['c'] }))
    .addEdge(START, 'a')
    .addEdge(START, 'b')
    .addEdge(['a', 'b'], 'c')
    .compile();
  const whole = { log: ['in', 'a', 'b', 'c'] };

  /** The calls that a run without faults makes. */
  async function callsOfARun(): Promise<number> {
    const saver = faultSaver(new MemorySaver(), () => undefined);
    await new StateGraphEngine(plan, { saver }).invoke({ log: ['in'] }, { threadId: 't', durability: 'sync' });
    return saver.operations.length;
  }

  it.each(['fail', 'lose'] as const)(
    'rejects when any one call should %s, and comes to the whole state when it goes on',
    async (fault) => {
      const calls = await callsOfARun();
      expect(calls).toBeGreaterThan(3);
      for (let at = 1; at <= calls; at++) {
        const kept = new MemorySaver();
        const saver = faultSaver(kept, ({ number }) => (number === at ? fault : undefined));
        const first = new StateGraphEngine(plan, { saver }).invoke(
          { log: ['in'] },
          { threadId: 't', durability: 'sync' },
        );
        await expect(first, `call ${at}`).rejects.toSatisfy((error) => MossError.is(error, 'SAVER_FAILED'));
        const engine = new StateGraphEngine(plan, { saver: kept });
        // Where not even the input was kept, the caller gives it again.
        const input = (await engine.state('t')) === undefined ? { log: ['in'] } : null;
        expect(await engine.invoke(input, { threadId: 't' }), `call ${at}`).toEqual(whole);
      }
    },
  );
});

it('puts faults into what a saver gives a run too, which is given back all the same', async () => {
  const kept = new SqliteSaver(':memory:');
  let faults: SaverFault | undefined = 'fail';
  const saver = faultSaver(kept, ({ method }) => (method === 'commit' ? faults : undefined));
  expect(saver.capabilities).toEqual({ fencing: true, deltas: true, atomicRecords: true });
  const plan = stateGraph({
    n: reducer<number>(
      (held, more) => held + more,
      () => 0,
    ),
  })
    .addNode('count', () => ({ n: 1 }))
    .addEdge(START, 'count')
    .compile();
  const engine = new StateGraphEngine(plan, { saver });
  await expect(engine.invoke({}, { threadId: 't', runId: 'r' })).rejects.toMatchObject({ code: 'SAVER_FAILED' });
  faults = undefined;
  expect(await engine.invoke({}, { threadId: 't', runId: 'r' })).toEqual({ n: 1 });
  expect(await engine.invoke({}, { threadId: 't', runId: 'r' })).toEqual({ n: 1 });
  kept.close();
});
