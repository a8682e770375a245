import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import {
  START,
  StateGraphEngine,
  lastValue,
  stateGraph,
  type EngineHooks,
  type RunInfo,
} from '../../src/engine/index.ts';

const plan = stateGraph({ n: lastValue(0) })
  .addNode('a', () => ({ n: 1 }))
  .addNode('b', () => wait(1))
  .addNode('c', () => {})
  .addEdge(START, 'a')
  .addEdge(START, 'b')
  .addEdge('a', 'c')
  .compile();

/** Hooks that write down what they hear. */
function recorder(): { readonly hooks: EngineHooks; readonly heard: string[]; readonly runs: Set<RunInfo> } {
  const heard: string[] = [];
  const runs = new Set<RunInfo>();
  const hooks: EngineHooks = {
    onRunStart: (run) => void (runs.add(run), heard.push(`run ${JSON.stringify(run.input)}`)),
    onSuperstepStart: ({ run, step, tasks }) =>
      void (runs.add(run), heard.push(`step ${step}: ${tasks.map(({ node }) => node).join()}`)),
    onTaskStart: (task) => void (runs.add(task.run), heard.push(`start ${task.node}`)),
    onTaskEnd: (task, outcome) => void (runs.add(task.run), heard.push(`end ${task.node}: ${outcome.status}`)),
    onSuperstepEnd: ({ run, step }) => void (runs.add(run), heard.push(`step ${step} ends`)),
    onRunEnd: (run, outcome) => void (runs.add(run), heard.push(`run ${outcome.status}`)),
  };
  return { hooks, heard, runs };
}

describe('observers', () => {
  it('hear of everything in order, with one object for the run', async () => {
    const { hooks, heard, runs } = recorder();
    await new StateGraphEngine(plan, { hooks }).invoke({ n: 5 });
    expect(heard).toEqual([
      'run {"n":5}',
      'step 1: a,b',
      'start a',
      'end a: done',
      'start b',
      'end b: done',
      'step 1 ends',
      'step 2: c',
      'start c',
      'end c: done',
      'step 2 ends',
      'run done',
    ]);
    expect(runs.size).toBe(1);
  });

  it('hear one end for every start, also when the run fails and a task settles later', async () => {
    const { hooks, heard } = recorder();
    const late = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()] as const;
    const failing = stateGraph({})
      .addNode('late', () => late[0].promise)
      .addNode('later', () => late[1].promise)
      .addNode('bad', () => {
        throw new Error('boom');
      })
      .addNode('unstarted', () => {})
      .addEdge(START, 'late')
      .addEdge(START, 'later')
      .addEdge(START, 'bad')
      .addEdge(START, 'unstarted')
      .compile();
    await expect(new StateGraphEngine(failing, { hooks }).invoke({})).rejects.toThrow('boom');
    late[0].resolve(undefined);
    late[1].reject(new Error('too late'));
    await wait(1);
    expect(heard.slice(2)).toEqual([
      'start late',
      'start later',
      'start bad',
      'end bad: failed',
      'end late: abandoned',
      'end later: abandoned',
      'step 1 ends',
      'run failed',
    ]);
  });

  it('hear that a task was abandoned where its own node aborted the run: what it returned is dropped', async () => {
    const { hooks, heard } = recorder();
    const controller = new AbortController();
    const aborting = stateGraph({})
      .addNode('a', () => controller.abort())
      .addEdge(START, 'a')
      .compile();
    const running = new StateGraphEngine(aborting, { hooks }).invoke({}, { signal: controller.signal });
    await expect(running).rejects.toThrow('aborted');
    expect(heard).toContain('end a: abandoned');
  });

  it('hear of a run whose signal had aborted, and of one that reached its limit', async () => {
    const aborted = recorder();
    await expect(
      new StateGraphEngine(plan, { hooks: aborted.hooks }).invoke({}, { signal: AbortSignal.abort() }),
    ).rejects.toThrow('aborted');
    expect(aborted.heard).toEqual(['run {}', 'run failed']);
    const limited = recorder();
    await expect(new StateGraphEngine(plan, { hooks: limited.hooks }).invoke({}, { stepLimit: 1 })).rejects.toThrow(
      'Recursion limit',
    );
    expect(limited.heard.slice(-2)).toEqual(['step 1 ends', 'run failed']);
  });

  it('get the update, the error and the final state', async () => {
    const outcomes: unknown[] = [];
    const hooks: EngineHooks = {
      onTaskEnd: (_, outcome) => outcomes.push(outcome),
      onRunEnd: (_, outcome) => outcomes.push(outcome),
    };
    const single = stateGraph({ n: lastValue(0) })
      .addNode('a', () => ({ n: 1 }))
      .addEdge(START, 'a')
      .compile();
    await new StateGraphEngine(single, { hooks }).invoke({});
    expect(outcomes).toEqual([
      { status: 'done', update: { n: 1 } },
      { status: 'done', state: { n: 1 } },
    ]);
  });
});

it('an observer that aborts the run as a task starts keeps its node from running', async () => {
  const controller = new AbortController();
  const ran = vi.fn();
  const plan = stateGraph({ n: lastValue(0) })
    .addNode('a', () => void ran())
    .addEdge(START, 'a')
    .compile();
  const hooks: EngineHooks = { onTaskStart: () => controller.abort() };
  const { signal } = controller;
  await expect(new StateGraphEngine(plan, { hooks }).invoke({}, { signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(ran).not.toHaveBeenCalled();
});

describe('an observer that fails', () => {
  const observers = [
    'onRunStart',
    'onSuperstepStart',
    'onTaskStart',
    'onTaskEnd',
    'onSuperstepEnd',
    'onRunEnd',
  ] as const;
  const boom = new Error('boom');
  const ways: [string, () => unknown][] = [
    [
      'throws',
      () => {
        throw boom;
      },
    ],
    ['rejects', () => Promise.reject(boom)],
  ];
  const cases = observers.flatMap((hook) => ways.map(([way, fail]) => [hook, way, fail] as const));

  it.each(cases)('%s that %s: the run goes on, the error goes to onHookError', async (hook, _, fail) => {
    const onHookError = vi.fn();
    const engine = new StateGraphEngine(plan, { hooks: { [hook]: fail }, onHookError });
    expect(await engine.invoke({})).toEqual({ n: 1 });
    await wait(1);
    expect(onHookError).toHaveBeenCalledWith(boom, hook);
  });

  it('and hangs keeps nobody waiting', async () => {
    const hang = (): Promise<never> => new Promise(() => {});
    const engine = new StateGraphEngine(plan, { hooks: { onRunStart: hang, onTaskEnd: hang, onRunEnd: hang } });
    expect(await engine.invoke({})).toEqual({ n: 1 });
  });

  it('is printed where nobody takes the error, and so is a handler that fails itself', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    const onRunEnd = (): never => {
      throw boom;
    };
    const worse = new Error('worse');
    await new StateGraphEngine(plan, { hooks: { onRunEnd } }).invoke({});
    await new StateGraphEngine(plan, {
      hooks: { onRunEnd },
      onHookError: () => {
        throw worse;
      },
    }).invoke({});
    const printed = print.mock.calls.map(([line, error]) => [/onRunEnd failed/.test(String(line)), error]);
    print.mockRestore();
    expect(printed).toEqual([
      [true, boom],
      [true, boom],
      [true, worse],
    ]);
  });
});

describe('aroundTask', () => {
  it('wraps the node and its conditional edges, whether they wait or not', async () => {
    const ambient = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const graph = stateGraph({})
      .addNode('a', () => void seen.push(ambient.getStore()))
      .addNode('b', async () => {
        await wait(1);
        seen.push(ambient.getStore());
      })
      .addEdge(START, 'a')
      .addConditionalEdges('a', () => (seen.push(ambient.getStore()), 'b'))
      .compile();
    await new StateGraphEngine(graph, {
      hooks: { aroundTask: (task, next) => ambient.run(`${task.node}${task.step}`, next) },
    }).invoke({});
    expect(seen).toEqual(['a1', 'a1', 'b2']);
  });

  it('may run the task once only', async () => {
    const ran = vi.fn();
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('a', () => void ran())
      .addEdge(START, 'a')
      .compile();
    const hooks: EngineHooks = {
      aroundTask(_, next) {
        next();
        return next();
      },
    };
    await expect(new StateGraphEngine(plan, { hooks }).invoke({})).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/next\(\) twice for node "a"/),
    });
    expect(ran).toHaveBeenCalledOnce();
  });

  it('may wait before and after, and its failure is the failure of the task', async () => {
    const patient = new StateGraphEngine(plan, {
      hooks: {
        aroundTask: async (_, next) => {
          await wait(0);
          const result = await next();
          await wait(0);
          return result;
        },
      },
    });
    expect(await patient.invoke({})).toEqual({ n: 1 });
    const boom = new Error('boom');
    const failing = new StateGraphEngine(plan, { hooks: { aroundTask: () => Promise.reject(boom) } });
    await expect(failing.invoke({})).rejects.toBe(boom);
  });

  it.each<[string, EngineHooks['aroundTask']]>([
    ['does not call next', () => undefined],
    ['does not wait for what next returns', (_, next) => void next()],
  ])('that %s is told so', async (_, aroundTask) => {
    const graph = stateGraph({})
      .addNode('a', () => wait(1))
      .addEdge(START, 'a')
      .compile();
    await expect(new StateGraphEngine(graph, { hooks: { aroundTask } }).invoke({})).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/aroundTask.*"a".*call next\(\) once/),
    });
  });
});
