import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  START,
  StateGraphEngine,
  lastValue,
  reducer,
  send,
  stateGraph,
  type ExecutableTask,
  type TaskExecutor,
} from '../../src/engine/index.ts';

const plan = stateGraph({
  n: lastValue(0),
  log: reducer<string[]>(
    (held, more) => [...held, ...more],
    () => [],
  ),
})
  .addNode('a', () => ({ n: 1, log: ['a'] }))
  .addNode('b', (_, runtime) => {
    runtime.emit('from b');
    return { log: ['b'] };
  })
  .addNode('c', (state) => ({ log: [`c after ${state.log.join('')}`] }))
  .addEdge(START, 'a')
  .addEdge(START, 'b')
  .addEdge('a', 'c')
  .compile();

describe('a task executor of your own', () => {
  it('is given every task once, in task order, and its results are applied in that order', async () => {
    const given: [string, number][] = [];
    const backwards: TaskExecutor = {
      async execute(task) {
        given.push([task.node, task.step]);
        await wait(task.node === 'a' ? 5 : 0);
        return task.call();
      },
    };
    expect(await new StateGraphEngine(plan, { executor: backwards }).invoke({})).toEqual({
      n: 1,
      log: ['a', 'b', 'c after ab'],
    });
    expect(given).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ]);
  });

  it('may answer without calling the node, from a copy of what crossed a boundary', async () => {
    const elsewhere: TaskExecutor = {
      execute: async ({ node, input }) => {
        const sent = structuredClone({ node, input: { ...(input as object) } });
        return { log: [`${sent.node} saw ${JSON.stringify(sent.input)}`] };
      },
    };
    const { log } = await new StateGraphEngine(plan, { executor: elsewhere }).invoke({ n: 7 });
    expect(log.slice(0, 2)).toEqual(['a saw {"n":7,"log":[]}', 'b saw {"n":7,"log":[]}']);
  });

  it('gets inputs that were sent, and the runtime of the task', async () => {
    const tasks: ExecutableTask[] = [];
    const graph = stateGraph({})
      .addNode('work', (amount: number) => void amount)
      .addConditionalEdges(START, () => [send('work', 3), send('work', 4)])
      .compile();
    const executor: TaskExecutor = { execute: (task) => void tasks.push(task) };
    await new StateGraphEngine(graph, { executor }).invoke({}, { context: undefined });
    expect(tasks.map(({ input, runtime }) => [input, runtime.node, runtime.step, runtime.signal.aborted])).toEqual([
      [3, 'work', 1, false],
      [4, 'work', 1, false],
    ]);
  });

  it('whose updates are as strictly checked, and whose errors fail the task unchanged', async () => {
    const wrong: TaskExecutor = { execute: () => ({ typo: 1 }) };
    await expect(new StateGraphEngine(plan, { executor: wrong }).invoke({})).rejects.toMatchObject({
      code: 'UNKNOWN_CHANNEL',
    });
    const failing: TaskExecutor = { execute: () => Promise.reject('the worker died') };
    await expect(new StateGraphEngine(plan, { executor: failing }).invoke({})).rejects.toBe('the worker died');
  });

  it('learns by the signal that nobody waits any more', async () => {
    const controller = new AbortController();
    const started = Promise.withResolvers<AbortSignal>();
    const executor: TaskExecutor = {
      execute: (task) => {
        started.resolve(task.runtime.signal);
        return new Promise(() => {});
      },
    };
    const running = new StateGraphEngine(plan, { executor }).invoke({}, { signal: controller.signal });
    const signal = await started.promise;
    controller.abort();
    expect(signal.aborted).toBe(true);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});
