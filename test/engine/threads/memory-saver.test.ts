import { describe, expect, it } from 'vitest';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemorySaver, START, StateGraphEngine, delta, stateGraph } from '../../../src/engine/index.ts';
import { runSaverSuite } from '../../conformance/saver.ts';
import { list } from './fixtures.ts';

runSaverSuite('MemorySaver', () => new MemorySaver(), {}, { exactValues: true });

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('MemorySaver', () => {
  const kinds = {
    delta: () =>
      delta<readonly string[], readonly string[]>(
        (held, writes) => [...held, ...writes.flat()],
        () => [],
      ),
    reducer: list,
  };

  it.each(['delta', 'reducer'] as const)(
    'keeps a %s of 1,600 short messages, stored at every step, in 3 MB',
    async (kind) => {
      const plan = stateGraph({ messages: kinds[kind]() })
        .addNode('answer', (state) => ({ messages: [`answer ${state.messages.length}`] }))
        .addEdge(START, 'answer')
        .compile();
      const saver = new MemorySaver();
      const engine = new StateGraphEngine(plan, { saver });
      await engine.invoke({ messages: ['warm up'] }, { threadId: 'other' });
      const before = heapUsed();
      for (let turn = 0; turn < 800; turn++) await engine.invoke({ messages: [`question ${turn}`] }, { threadId: 't' });
      expect(heapUsed() - before).toBeLessThan(3_000_000);
      expect((await engine.state('t'))?.values.messages).toHaveLength(1600);
    },
  );

  it('keeps what was written without looking at the value', () => {
    const saver = new MemorySaver();
    const reads: PropertyKey[] = [];
    const value = new Proxy([0], {
      get: (held, key) => {
        reads.push(key);
        return Reflect.get(held, key) as unknown;
      },
    });
    const ids = Array.from({ length: 1600 }, (_, place) => String(place).padStart(12, '0'));
    for (const [place, id] of ids.entries()) {
      const change = { channel: 'list', value, ...(place > 0 && { writes: [place] }) };
      const key = { thread: 't', namespace: '', source: 'loop', step: place, next: [] } as const;
      saver.commit({ ...key, id, parent: ids[place - 1], changed: [change] });
    }
    expect(reads).toEqual([]);
  });

  it('gives nothing back that later runs change', async () => {
    const plan = stateGraph({ messages: list() })
      .addNode('answer', () => ({ messages: ['answer'] }))
      .addEdge(START, 'answer')
      .compile();
    const saver = new MemorySaver();
    const engine = new StateGraphEngine(plan, { saver });
    await engine.invoke({}, { threadId: 't' });
    const first = saver.load({ thread: 't', namespace: '' });
    const seen = structuredClone(first);
    await engine.invoke({}, { threadId: 't' });
    expect(first).toEqual(seen);
  });
});
