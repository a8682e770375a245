import { describe, expect, it } from 'vitest';
import {
  MemoryCache,
  START,
  StateGraphEngine,
  lastValue,
  stateGraph,
  type CachePolicy,
  type EngineOptions,
} from '../../src/engine/index.ts';
import { simulatedClock } from '../../src/testing/index.ts';

/** An engine with one node whose results are kept. */
function engineOf(
  run: (state: { readonly n: number }) => { n: number } | void,
  cache: CachePolicy,
  options: EngineOptions = {},
) {
  const plan = stateGraph({ n: lastValue(0) })
    .addNode('a', run, { cache })
    .addEdge(START, 'a')
    .compile();
  return new StateGraphEngine(plan, options);
}

describe('a cache', () => {
  it('spares a node that was asked the same before, until the result is too old', async () => {
    const clock = simulatedClock();
    let calls = 0;
    const cache = new MemoryCache({ clock });
    const engine = engineOf(
      ({ n }) => {
        calls++;
        return { n: n * 10 };
      },
      { ttl: 100 },
      { clock, cache },
    );
    expect(await engine.invoke({ n: 1 })).toEqual({ n: 10 });
    expect(await engine.invoke({ n: 1 })).toEqual({ n: 10 });
    expect(await engine.invoke({ n: 2 })).toEqual({ n: 20 });
    expect(calls).toBe(2);
    await clock.advance(100);
    await engine.invoke({ n: 1 });
    expect(calls).toBe(3);
    cache.clear();
    await engine.invoke({ n: 1 });
    expect(calls).toBe(4);
  });

  it('keeps no failures, and tells inputs apart as the policy says', async () => {
    let calls = 0;
    const engine = engineOf(
      () => {
        if (++calls === 1) throw new Error('flaky');
        return { n: calls };
      },
      { key: () => 'same' },
      { cache: new MemoryCache() },
    );
    await expect(engine.invoke({ n: 1 })).rejects.toThrow('flaky');
    expect(await engine.invoke({ n: 2 })).toEqual(await engine.invoke({ n: 3 }));
    expect(calls).toBe(2);
  });

  it('forgets the longest unused result first', () => {
    const cache = new MemoryCache({ maxEntries: 2 });
    for (const key of ['a', 'b']) cache.set(key, { value: key }, undefined);
    cache.get('a');
    cache.set('c', { value: 'c' }, undefined);
    expect(['a', 'b', 'c'].map((key) => cache.get(key)?.value)).toEqual(['a', undefined, 'c']);
  });

  it('is missed by name', async () => {
    await expect(engineOf(() => {}, {}).invoke({})).rejects.toThrow(/"a" has a cache policy.*MemoryCache/);
  });
});
