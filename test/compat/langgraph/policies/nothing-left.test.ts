import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { load } from '../differential/library.ts';
import { pause, type Loose } from '../differential/programs/log-state.ts';
import { beside, fails, quick } from './side-by-side.ts';

const lib = await load('ours');
const { setTimeout: set, clearTimeout: clear } = globalThis;

/** Timers that are set and have neither fired nor been cancelled. */
const pending = new Set<unknown>();

beforeEach(() => {
  globalThis.setTimeout = ((callback: () => void, ms: number) => {
    const fire = (): void => {
      pending.delete(timer);
      callback();
    };
    const timer = set(fire, ms);
    pending.add(timer);
    return timer;
  }) as typeof setTimeout;
  globalThis.clearTimeout = ((timer: NodeJS.Timeout) => {
    pending.delete(timer);
    clear(timer);
  }) as typeof clearTimeout;
});

afterEach(() => {
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  pending.clear();
});

const timeout = { runTimeout: 60_000, idleTimeout: 60_000 };
const never = (): Promise<never> => new Promise(() => undefined);
const waits = { ...quick, initialInterval: 60_000 };

const runs: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
  'a timed node': (signal) => beside(lib, { n: [fails(0), { timeout }] }).invoke({}, { signal, timeout: 60_000 }),
  'a timed node that fails': (signal) =>
    beside(lib, { n: [fails(9), { timeout, retryPolicy: quick }] }).invoke({}, { signal }),
  'a timed node beside one that fails': (signal) =>
    beside(lib, { n: [never, { timeout }], bad: async () => Promise.reject(new Error('bad')) }).invoke({}, { signal }),
  'a node that waits for its next attempt, beside one that fails': (signal) =>
    beside(lib, {
      n: [fails(9), { retryPolicy: waits }],
      bad: async () => (await Promise.resolve(), fails(9)()),
    }).invoke({}, { signal }),
  'a node whose time is over': (signal) => beside(lib, { n: [never, { timeout: 5 }] }).invoke({}, { signal }),
  'a node with a handler': (signal) =>
    beside(lib, { n: [fails(9), { timeout, errorHandler: () => ({}) }] }).invoke({}, { signal }),
  'a limited super-step': (signal) => {
    const graph = beside(lib, { n: fails(0), sub: beside(lib, { i: fails(0) }) });
    graph.stepTimeout = 60_000;
    return graph.invoke({}, { signal });
  },
  'a stream that is left': async (signal) => {
    const graph = beside(lib, { n: [never, { timeout, retryPolicy: waits }], b: fails(0) });
    for await (const _chunk of await graph.stream({}, { signal, timeout: 60_000 })) break;
  },
  'a call with a timeout': (signal) => {
    const step = lib.task({ name: 'step', timeout: 60_000, retry: quick } as Loose, async () => 1);
    return lib.entrypoint('flow', async () => step()).invoke({}, { signal });
  },
};

for (const [name, run] of Object.entries(runs))
  it(`${name} leaves no timer and no listener`, async () => {
    const controller = new AbortController();
    await run(controller.signal).catch(() => undefined);
    await Promise.resolve();
    expect(pending.size).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

it('an abort leaves no timer and no listener', async () => {
  const nodes: Record<string, Loose> = {
    'timed node': [never, { timeout }],
    'node that waits': [fails(9), { retryPolicy: waits }],
    'nested graph': beside(lib, { i: [never, { timeout }] }),
  };
  for (const [name, node] of Object.entries(nodes)) {
    const controller = new AbortController();
    const running = beside(lib, { n: node }).invoke({}, { signal: controller.signal });
    await new Promise((resolve) => set(resolve, 5));
    controller.abort();
    await expect(running, name).rejects.toThrow('aborted');
    await new Promise((resolve) => set(resolve, 1));
    expect(pending.size, name).toBe(0);
    expect(getEventListeners(controller.signal, 'abort'), name).toHaveLength(0);
  }
});

it('what comes of a node whose time is over is no unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const late = async (): Promise<never> => {
    await pause(15);
    throw new Error('late');
  };
  await expect(beside(lib, { n: [late, { timeout: 5 }] }).invoke({})).rejects.toThrow('run timeout');
  await pause(30);
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
