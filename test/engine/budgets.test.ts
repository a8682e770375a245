/** What runs must not leave behind. Each figure is the bound the project promises. */
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { END, START, StateGraphEngine, lastValue, reducer, send, stateGraph } from '../../src/engine/index.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const BYTES_PER_RUN = 50;
const RUNS = 20_000;

const plan = stateGraph({
  n: lastValue(0),
  log: reducer<number[]>(
    (held, more) => [...held, ...more],
    () => [],
  ),
})
  .addNode('sync', (state) => ({ n: state.n + 1, log: [state.n] }))
  .addNode('later', async (state, runtime) => (runtime.signal.aborted ? undefined : { n: state.n + 1 }))
  .addEdge(START, 'sync')
  .addConditionalEdges('sync', () => 'later')
  .addEdge('later', END)
  .compile();
const engine = new StateGraphEngine(plan);

async function heapAfter(run: () => Promise<unknown>, times: number): Promise<number> {
  for (let time = 0; time < times; time++) await run();
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Bytes of heap that each of many runs keeps for good. */
async function slope(run: () => Promise<unknown>): Promise<number> {
  const before = await heapAfter(run, RUNS / 4);
  return ((await heapAfter(run, RUNS)) - before) / RUNS;
}

describe('heap', () => {
  it('stays flat over plain runs, and runs that share one abort signal', async () => {
    const { signal } = new AbortController();
    expect(await slope(() => engine.invoke({}))).toBeLessThan(BYTES_PER_RUN);
    expect(await slope(() => engine.invoke({}, { signal }))).toBeLessThan(BYTES_PER_RUN);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('stays flat over streams read to the end, left, and aborted', async () => {
    const { signal } = new AbortController();
    const aborted = AbortSignal.abort();
    expect(
      await slope(async () => {
        for await (const _ of engine.stream({}, { signal, modes: ['values', 'updates'] }));
        for await (const _ of engine.stream({}, { signal })) break;
        await engine.invoke({}, { signal: aborted }).catch(() => {});
      }),
    ).toBeLessThan(BYTES_PER_RUN);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('abort signals', () => {
  it('get one listener for a run, however many tasks and steps it has, and none where it ends', async () => {
    const controller = new AbortController();
    const listening: number[] = [];
    const warned = vi.fn();
    process.on('warning', warned);
    const fan = stateGraph({ n: lastValue(0) })
      .addNode('work', async (_: number, runtime) => {
        await Promise.resolve(runtime.signal);
        listening.push(getEventListeners(controller.signal, 'abort').length);
      })
      .addConditionalEdges(START, () => Array.from({ length: 50 }, (_, place) => send('work', place)))
      .compile();
    await new StateGraphEngine(fan).invoke({}, { signal: controller.signal });
    await Promise.all(Array.from({ length: 50 }, () => engine.invoke({}, { signal: controller.signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warned);
    expect(new Set(listening)).toEqual(new Set([1]));
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(warned).not.toHaveBeenCalled();
  });

  it('are made once per run, and only where a node asks', async () => {
    const made = vi.spyOn(globalThis, 'AbortController');
    const silent = stateGraph({ n: lastValue(0) })
      .addNode('a', () => {})
      .addNode('b', async () => {})
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .compile();
    await new StateGraphEngine(silent).invoke({});
    expect(made).not.toHaveBeenCalled();
    const asking = stateGraph({})
      .addNode('a', (_, { signal }) => void signal)
      .addNode('b', (_, { signal }) => void signal)
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .addEdge('a', 'b')
      .compile();
    await new StateGraphEngine(asking).invoke({});
    expect(made).toHaveBeenCalledTimes(1);
    made.mockRestore();
  });
});
