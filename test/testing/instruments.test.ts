import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MossError, onAbort } from '../../src/base/index.ts';
import {
  heapSlope,
  type HeapSlopeOptions,
  listenerCount,
  type LoopReport,
  type LoopWatch,
  loopWatch,
  type LoopWatchOptions,
} from '../../src/testing/node/index.ts';

const invalid = (error: unknown): boolean => MossError.is(error, 'CONFIG_INVALID');

function block(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

describe('loopWatch', () => {
  it('sees how long the event loop stood still, and which ticks it missed', async () => {
    const watch: LoopWatch = await loopWatch({ intervalMs: 5 });
    block(60);
    await new Promise((resolve) => setImmediate(resolve));
    const { due, served, longestStallMs }: LoopReport = await watch.stop();
    expect(longestStallMs).toBeGreaterThan(50);
    expect(due - served).toBeGreaterThanOrEqual(10);
  });

  it('counts a loop that has not turned before the watch ends', async () => {
    const watch = await loopWatch({ intervalMs: 5 });
    block(60);
    expect((await watch.stop()).longestStallMs).toBeGreaterThan(50);
  });

  it('sees ticks served while the loop turns', async () => {
    const watch = await loopWatch({ intervalMs: 20 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { due, served } = await watch.stop();
    expect(due).toBeGreaterThanOrEqual(4);
    expect(served).toBeGreaterThanOrEqual(1);
    expect(served).toBeLessThanOrEqual(due);
  });

  const bad: readonly LoopWatchOptions[] = [0, -1, Number.NaN, Infinity].map((intervalMs) => ({ intervalMs }));
  it.each(bad)('refuses an interval of $intervalMs', async (options) => {
    await expect(loopWatch(options)).rejects.toSatisfy(invalid);
  });
});

describe('heapSlope', () => {
  afterEach(() => vi.unstubAllGlobals());

  const withGarbageCollector = (): void => {
    setFlagsFromString('--expose-gc');
    vi.stubGlobal('gc', runInNewContext('gc'));
  };

  it('tells what each run keeps, and nothing where it keeps nothing', async () => {
    withGarbageCollector();
    const kept: number[][] = [];
    const BYTES = 1000;
    const keeping = await heapSlope(() => void kept.push(Array.from({ length: BYTES / 8 }, Math.random)), {
      runs: 2000,
    });
    expect(keeping).toBeGreaterThan(BYTES * 0.9);
    expect(keeping).toBeLessThan(BYTES * 1.5);
    expect(
      Math.abs(await heapSlope(() => void Array.from({ length: BYTES / 8 }, Math.random), { runs: 2000 })),
    ).toBeLessThan(BYTES / 10);
  });

  it('waits for each run, and rejects with what one throws', async () => {
    withGarbageCollector();
    let running = 0;
    let most = 0;
    let runs = 0;
    const run = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      runs++;
    };
    await heapSlope(run, { runs: 20 });
    expect({ most, runs }).toEqual({ most: 1, runs: 25 });
    const error = new Error('broken run');
    await expect(heapSlope(() => Promise.reject(error), { runs: 20 })).rejects.toBe(error);
  });

  it('says that it needs --expose-gc', async () => {
    vi.stubGlobal('gc', undefined);
    await expect(heapSlope(() => {}, { runs: 100 })).rejects.toSatisfy(
      (error) => MossError.is(error, 'FEATURE_UNAVAILABLE') && error.message.includes('--expose-gc'),
    );
  });

  const bad: readonly HeapSlopeOptions[] = [0, 9, 10.5, Number.NaN].map((runs) => ({ runs }));
  it.each(bad)('refuses $runs runs', async (options) => {
    withGarbageCollector();
    await expect(heapSlope(() => {}, options)).rejects.toSatisfy(invalid);
  });
});

describe('listenerCount', () => {
  it('counts who waits for the abort, and nobody else', () => {
    const { signal } = new AbortController();
    expect(listenerCount(signal)).toBe(0);
    const stop = [onAbort(signal, () => {}), onAbort(signal, () => {})];
    signal.addEventListener('something else', () => {});
    expect(listenerCount(signal)).toBe(2);
    for (const unlisten of stop) unlisten();
    expect(listenerCount(signal)).toBe(0);
  });
});
