import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { START, StateGraphEngine, isAbortError, lastValue, stateGraph } from '../../src/engine/index.ts';

const unhandled = vi.fn();
beforeEach(() => void process.on('unhandledRejection', unhandled));
afterEach(async () => {
  await wait(1);
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

const never = (): Promise<undefined> => new Promise(() => {});

describe('aborting a run', () => {
  it('rejects at once with an AbortError that keeps the reason, though a node never settles', async () => {
    const controller = new AbortController();
    const plan = stateGraph({}).addNode('stuck', never).addEdge(START, 'stuck').compile();
    const running = new StateGraphEngine(plan).invoke({}, { signal: controller.signal });
    controller.abort('the user left');
    await expect(running).rejects.toMatchObject({ name: 'AbortError', cause: 'the user left' });
    await expect(running).rejects.toBeInstanceOf(DOMException);
  });

  it("passes a reason that is an AbortError on as it is, and every reason to the nodes' signal", async () => {
    const controller = new AbortController();
    const started = Promise.withResolvers<AbortSignal>();
    const plan = stateGraph({})
      .addNode('stuck', (_, runtime) => (started.resolve(runtime.signal), never()))
      .addEdge(START, 'stuck')
      .compile();
    const running = new StateGraphEngine(plan).invoke({}, { signal: controller.signal });
    const signal = await started.promise;
    expect(signal.aborted).toBe(false);
    controller.abort();
    expect(signal.reason).toBe(controller.signal.reason);
    await expect(running).rejects.toBe(controller.signal.reason);
  });

  it('runs no node and asks no conditional edge where the signal has aborted before', async () => {
    const node = vi.fn();
    const plan = stateGraph({})
      .addNode('a', node)
      .addEdge(START, 'a')
      .addConditionalEdges(START, () => (node(), 'a'))
      .compile();
    const running = new StateGraphEngine(plan).invoke({}, { signal: AbortSignal.abort() });
    await expect(running).rejects.toSatisfy(isAbortError);
    expect(node).not.toHaveBeenCalled();
  });

  it('starts no further node, neither of this super-step nor of the next', async () => {
    const controller = new AbortController();
    const later = vi.fn();
    const plan = stateGraph({})
      .addNode('a', () => controller.abort())
      .addNode('b', later)
      .addNode('c', later)
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .addEdge('a', 'c')
      .compile();
    await expect(new StateGraphEngine(plan).invoke({}, { signal: controller.signal })).rejects.toSatisfy(isAbortError);
    expect(later).not.toHaveBeenCalled();
  });

  it('drops what an abandoned node comes to: its update, its route, its rejection', async () => {
    const controller = new AbortController();
    const route = vi.fn(() => 'a' as const);
    const late = Promise.withResolvers<{ n: number }>();
    const failing = Promise.withResolvers<undefined>();
    const started = Promise.withResolvers<void>();
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('a', () => late.promise)
      .addNode('b', () => (started.resolve(), failing.promise))
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .addConditionalEdges('a', route)
      .compile();
    const running = new StateGraphEngine(plan).invoke({}, { signal: controller.signal });
    await started.promise;
    controller.abort();
    await expect(running).rejects.toSatisfy(isAbortError);
    late.resolve({ n: 1 });
    failing.reject(new Error('late'));
    await wait(1);
    expect(route).not.toHaveBeenCalled();
  });

  it('ends a wait for a conditional edge, from a node or from START', async () => {
    for (const from of ['a', START] as const) {
      const controller = new AbortController();
      const asked = Promise.withResolvers<void>();
      const route = (): Promise<'a'> => (asked.resolve(), new Promise(() => {}));
      const plan = stateGraph({})
        .addNode('a', () => {})
        .addEdge(START, 'a')
        .addConditionalEdges(from, route)
        .compile();
      const running = new StateGraphEngine(plan).invoke({}, { signal: controller.signal });
      await asked.promise;
      controller.abort();
      await expect(running).rejects.toSatisfy(isAbortError);
    }
  });

  it('asks no further conditional edge once an abandoned one has answered', async () => {
    const controller = new AbortController();
    const asked = Promise.withResolvers<void>();
    const late = Promise.withResolvers<'a'>();
    const further = vi.fn(() => 'a' as const);
    const plan = stateGraph({})
      .addNode('a', () => {})
      .addEdge(START, 'a')
      .addConditionalEdges('a', () => (asked.resolve(), late.promise))
      .addConditionalEdges('a', further)
      .compile();
    const running = new StateGraphEngine(plan).invoke({}, { signal: controller.signal });
    await asked.promise;
    controller.abort();
    await expect(running).rejects.toSatisfy(isAbortError);
    late.resolve('a');
    await wait(1);
    expect(further).not.toHaveBeenCalled();
  });

  it('after the end changes nothing', async () => {
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('a', (_, runtime) => ((signal = runtime.signal), { n: 1 }))
      .addEdge(START, 'a')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({}, { signal: controller.signal })).toEqual({ n: 1 });
    controller.abort();
    expect(signal?.aborted).toBe(false);
  });
});
