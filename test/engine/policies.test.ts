import { describe, expect, it } from 'vitest';
import {
  END,
  START,
  InvalidConfigError,
  NodeTimeoutError,
  StateGraphEngine,
  command,
  lastValue,
  stateGraph,
  type EngineOptions,
  type NodePolicies,
  type NodeRuntime,
} from '../../src/engine/index.ts';
import { simulatedClock } from '../../src/testing/index.ts';

type Run = (state: { readonly n: number }, runtime: NodeRuntime<undefined>) => unknown;

/** An engine with one node. */
function engineOf(run: Run, policies: NodePolicies, options: EngineOptions = {}) {
  const plan = stateGraph({ n: lastValue(0) })
    .addNode('a', run as () => void, policies as object)
    .addNode('rescue', () => ({ n: -1 }))
    .addEdge(START, 'a')
    .addConditionalEdges('a', () => END)
    .compile();
  return new StateGraphEngine(plan, options);
}

/** What a run fails with, heard from the beginning so that it is never unhandled. */
function errorOf(running: Promise<unknown>): Promise<unknown> {
  return running.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );
}

/** Fails `times` times, then returns the number of the attempt. */
function flaky(times: number, error: unknown = new Error('flaky')) {
  const calls = { count: 0 };
  const run: Run = () => {
    if (++calls.count <= times) throw error;
    return { n: calls.count };
  };
  return { run, calls };
}

describe('retry', () => {
  it('runs a failing node again, waiting longer each time', async () => {
    const clock = simulatedClock();
    const times: number[] = [];
    const retry = { jitter: false, maxAttempts: 5, initialInterval: 100, backoffFactor: 3, maxInterval: 500 };
    const engine = engineOf(
      () => {
        times.push(clock.now());
        if (times.length < 5) throw new Error('flaky');
      },
      { retry },
      { clock },
    );
    const running = engine.invoke({});
    await clock.advance(10_000);
    await running;
    expect(times).toEqual([0, 100, 400, 900, 1400]);
  });

  it('gives up after three attempts by default, with the last error unchanged', async () => {
    const clock = simulatedClock();
    const error = { frozen: Object.freeze({}) };
    const { run, calls } = flaky(9, error);
    const running = engineOf(run, { retry: {} }, { clock }).invoke({});
    const failure = errorOf(running);
    await clock.advance(10_000);
    expect(await failure).toBe(error);
    expect(calls.count).toBe(3);
    expect(clock.pending).toBe(0);
  });

  it('shortens waits at random, to no less than half', async () => {
    const clock = simulatedClock();
    const { run, calls } = flaky(1);
    const running = engineOf(run, { retry: { initialInterval: 1000 } }, { clock }).invoke({});
    await clock.advance(499);
    expect(calls.count).toBe(1);
    await clock.advance(501);
    expect((await running).n).toBe(2);
  });

  it.each([
    ['what retryOn refuses', new TypeError('no'), { retryOn: (error: unknown) => !(error instanceof TypeError) }],
    ['an abort', new DOMException('stop', 'AbortError'), {}],
  ])('never repeats %s', async (_, error, retry) => {
    const { run, calls } = flaky(9, error);
    await expect(engineOf(run, { retry }, { clock: simulatedClock() }).invoke({})).rejects.toBe(error);
    expect(calls.count).toBe(1);
  });

  it('stops waiting when the run is aborted', async () => {
    const clock = simulatedClock();
    const controller = new AbortController();
    const { run } = flaky(9);
    const running = engineOf(run, { retry: {} }, { clock }).invoke({}, { signal: controller.signal });
    const failure = errorOf(running);
    await clock.advance(1);
    controller.abort();
    expect(await failure).toMatchObject({ name: 'AbortError' });
    expect(clock.pending).toBe(0);
  });
});

describe('a timeout', () => {
  it('gives up a node that takes too long, and tells it so', async () => {
    const clock = simulatedClock();
    let reason: unknown;
    const running = engineOf(
      (_, { signal }) => new Promise(() => signal.addEventListener('abort', () => (reason = signal.reason))),
      { timeout: 50 },
      { clock },
    ).invoke({});
    const failure = errorOf(running);
    await clock.advance(50);
    const expected = {
      name: 'NodeTimeoutError',
      code: 'NODE_TIMEOUT',
      node: 'a',
      kind: 'run',
      timeout: 50,
      elapsed: 50,
    };
    expect(await failure).toMatchObject(expected);
    expect(reason).toBeInstanceOf(NodeTimeoutError);
  });

  it('is found out afterwards where the node held the thread', async () => {
    let now = 0;
    const clock = { ...simulatedClock(), now: () => now };
    const running = engineOf(() => void (now += 60), { timeout: 50 }, { clock }).invoke({});
    await expect(running).rejects.toMatchObject({ kind: 'run', elapsed: 60 });
  });

  it('of idleness is put off by signs of life', async () => {
    const clock = simulatedClock();
    let beat = (): void => {};
    let done: (update: unknown) => void = () => {};
    const engine = engineOf(
      (_, runtime) => {
        beat = runtime.heartbeat;
        return new Promise((resolve) => (done = resolve));
      },
      { timeout: { idle: 50 } },
      { clock },
    );
    const lively = engine.invoke({});
    for (let round = 0; round < 5; round++) {
      await clock.advance(40);
      beat();
    }
    done({ n: 1 });
    expect((await lively).n).toBe(1);
    expect(clock.pending).toBe(0);

    const failure = errorOf(engine.invoke({}));
    await clock.advance(50);
    expect(await failure).toMatchObject({ kind: 'idle', timeout: 50 });
  });

  it('is worth a retry, each attempt having the whole time', async () => {
    const clock = simulatedClock();
    let attempts = 0;
    const engine = engineOf(
      () => (++attempts === 1 ? new Promise(() => {}) : { n: attempts }),
      { timeout: 50, retry: { initialInterval: 10, jitter: false } },
      { clock },
    );
    const running = engine.invoke({});
    await clock.advance(60);
    expect((await running).n).toBe(2);
  });
});

describe('an error handler', () => {
  it('stands in for the node once retries are used up', async () => {
    const clock = simulatedClock();
    const { run, calls } = flaky(9, 'broken');
    const engine = engineOf(
      run,
      { retry: { maxAttempts: 2 }, errorHandler: (_, { node, error }) => ({ n: `${node} ${String(error)}`.length }) },
      { clock },
    );
    const running = engine.invoke({});
    await clock.advance(1000);
    expect((await running).n).toBe('a broken'.length);
    expect(calls.count).toBe(2);
  });

  it('may send the run elsewhere', async () => {
    const engine = engineOf(flaky(9).run, { errorHandler: () => command({ goto: 'rescue' }) });
    expect((await engine.invoke({})).n).toBe(-1);
  });

  it('has a signal that outlives a timed out node', async () => {
    const clock = simulatedClock();
    const aborted: boolean[] = [];
    const errorHandler: NodePolicies['errorHandler'] = (_, __, { signal }) => void aborted.push(signal.aborted);
    const running = engineOf(() => new Promise(() => {}), { timeout: 5, errorHandler }, { clock }).invoke({});
    await clock.advance(5);
    await running;
    expect(aborted).toEqual([false]);
  });

  it('fails the run where it fails itself', async () => {
    const failure = new Error('handler');
    const engine = engineOf(flaky(9).run, {
      errorHandler: () => {
        throw failure;
      },
    });
    await expect(engine.invoke({})).rejects.toBe(failure);
  });

  it('is not asked about aborts of the run', async () => {
    const controller = new AbortController();
    let asked = 0;
    const engine = engineOf(
      (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
      { errorHandler: () => void asked++ },
    );
    const running = engine.invoke({}, { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await Promise.resolve();
    expect(asked).toBe(0);
  });
});

describe('policies of the engine', () => {
  it('are for every node, part by part, where the node has none and does not refuse them', async () => {
    const clock = simulatedClock();
    const policies: NodePolicies = { retry: { maxAttempts: 2 }, errorHandler: () => ({ n: 99 }) };
    const defaulted = flaky(9);
    const running = engineOf(defaulted.run, {}, { clock, policies }).invoke({});
    await clock.advance(1000);
    expect((await running).n).toBe(99);
    expect(defaulted.calls.count).toBe(2);
    const refusing = flaky(9);
    expect((await engineOf(refusing.run, { retry: false }, { clock, policies }).invoke({})).n).toBe(99);
    expect(refusing.calls.count).toBe(1);
  });

  it.each<[NodePolicies, RegExp]>([
    [{ retry: { maxAttempts: 0 } }, /retry.maxAttempts 0: give an integer/],
    [{ retry: { initialInterval: -1 } }, /retry.initialInterval -1/],
    [{ retry: { backoffFactor: Number.NaN } }, /retry.backoffFactor NaN/],
    [{ timeout: 0 }, /timeout.run 0: give more than 0/],
    [{ timeout: { idle: -5 } }, /timeout.idle -5/],
    [{ cache: { ttl: 0 } }, /cache.ttl 0/],
    [{ errorHandler: 'later' as never }, /errorHandler a string: give a function/],
  ])('and of nodes are refused: %j', (policies, message) => {
    expect(() => engineOf(() => {}, policies)).toThrow(message);
    expect(() => engineOf(() => {}, {}, { policies })).toThrow(InvalidConfigError);
  });
});
