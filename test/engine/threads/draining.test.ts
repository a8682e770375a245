import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  GraphDrainedError,
  InvalidConfigError,
  MemorySaver,
  MossError,
  START,
  StateGraphEngine,
  stateGraph,
  type Durability,
  type EngineHooks,
} from '../../../src/engine/index.ts';
import { line, list } from './fixtures.ts';

const T = { threadId: 't' } as const;

/** Asks for the drain while the node `at` runs. */
function drainingAt(at: string) {
  const controller = new AbortController();
  const ran: string[] = [];
  const plan = line((name) => {
    ran.push(name);
    if (name === at) controller.abort('deploy');
  });
  return { plan, ran, drain: controller.signal };
}

describe('a run that is asked to drain', () => {
  it.each<Durability>(['sync', 'async', 'exit'])(
    'stops before the next super-step, and runs on later: %s',
    async (durability) => {
      const { plan, ran, drain } = drainingAt('b');
      const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
      const failure: unknown = await engine.invoke({}, { ...T, drain, durability }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(GraphDrainedError);
      expect(failure).toMatchObject({ name: 'GraphDrainedError', code: 'GRAPH_DRAINED', reason: 'deploy' });
      expect(await engine.state('t')).toMatchObject({ next: ['c'], values: { log: ['a', 'b'] } });
      expect(getEventListeners(drain, 'abort')).toEqual([]);
      expect(await engine.invoke(null, T)).toEqual({ log: ['a', 'b', 'c'] });
      expect(ran).toEqual(['a', 'b', 'c']);
    },
  );

  it('comes to its end where nothing is left to run', async () => {
    const { plan, drain } = drainingAt('c');
    expect(await new StateGraphEngine(plan).invoke({}, { drain })).toEqual({ log: ['a', 'b', 'c'] });
  });

  it('takes its input and runs nothing where it was asked before it began', async () => {
    const { plan, ran } = drainingAt('');
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    const running = engine.invoke({ log: ['in'] }, { ...T, drain: AbortSignal.abort() });
    await expect(running).rejects.toThrow(GraphDrainedError);
    expect(ran).toEqual([]);
    expect(await engine.invoke(null, T)).toEqual({ log: ['in', 'a', 'b', 'c'] });
  });

  it('tells readers of its stream', async () => {
    const { plan, drain } = drainingAt('a');
    const stream = new StateGraphEngine(plan).stream({}, { drain });
    const chunks: unknown[] = [];
    const reading = (async () => {
      for await (const { data } of stream) chunks.push(data);
    })();
    await expect(reading).rejects.toThrow(GraphDrainedError);
    expect(chunks).toEqual([{ a: { log: ['a'] } }]);
  });

  it('lets running nodes end, which can see that it was asked', async () => {
    const controller = new AbortController();
    const seen: boolean[] = [];
    const plan = stateGraph({ log: list() })
      .addNode('work', async (_, runtime) => {
        seen.push(runtime.drainRequested);
        controller.abort();
        await Promise.resolve();
        seen.push(runtime.drainRequested, runtime.signal.aborted);
        return { log: ['work'] };
      })
      .addEdge(START, 'work')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({}, { drain: controller.signal })).toEqual({ log: ['work'] });
    expect(seen).toEqual([false, true, false]);
  });

  it('is refused what is no signal', async () => {
    const running = new StateGraphEngine(line()).invoke({}, { drain: true as never });
    await expect(running).rejects.toThrow(InvalidConfigError);
    await expect(running).rejects.toThrow('drain is a boolean');
  });
});

describe('a subgraph of a run that is asked to drain', () => {
  /** The drain is asked for in the node `b` of the subgraph; `beside` runs in the same super-step as the subgraph. */
  function nested(inherited: boolean) {
    const { plan: inner, ran, drain } = drainingAt('b');
    const ends: string[] = [];
    const hooks: EngineHooks = { onTaskEnd: ({ node }, { status }) => void ends.push(`${node} ${status}`) };
    const policies = { retry: { maxAttempts: 3 }, errorHandler: () => ({ log: ['handled'] }) } as const;
    const plan = stateGraph({ log: list(), beside: list() })
      .addNode('sub', inner, { ...policies, input: undefined })
      .addNode('beside', async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        ran.push('beside');
        return { beside: ['beside'] };
      })
      .addNode('after', () => void ran.push('after'))
      .addEdge(START, 'sub')
      .addEdge(START, 'beside')
      .addEdge('sub', 'after')
      .compile();
    const engine = new StateGraphEngine(plan, inherited ? { saver: new MemorySaver(), hooks } : { hooks });
    return { engine, ran, drain, ends };
  }

  it('stops where it is, while the tasks beside it end', async () => {
    const { engine, ran, drain, ends } = nested(true);
    await expect(engine.invoke({}, { ...T, drain })).rejects.toMatchObject({ code: 'GRAPH_DRAINED', reason: 'deploy' });
    expect(ran).toEqual(['a', 'b', 'beside']);
    expect(ends).toContain('sub abandoned');
    const state = await engine.state('t', { subgraphs: true });
    expect(state).toMatchObject({ next: ['sub'], tasks: [{ state: { next: ['c'] } }, { done: true }] });
    expect(await engine.invoke(null, T)).toEqual({ log: ['a', 'b', 'c'], beside: ['beside'] });
    expect(ran).toEqual(['a', 'b', 'beside', 'c', 'after']);
  });

  it('drains the run also where nothing is kept', async () => {
    const { engine, drain } = nested(false);
    await expect(engine.invoke({}, { drain })).rejects.toSatisfy((error) => MossError.is(error, 'GRAPH_DRAINED'));
  });

  it('drains the run of a node that runs an engine of its own', async () => {
    const { plan: inner, drain } = drainingAt('a');
    const drains = [drain, undefined];
    const own = async () => new StateGraphEngine(inner).invoke({}, { drain: drains.shift() });
    const plan = stateGraph({ log: list() })
      .addNode('own', own, { errorHandler: () => ({}) })
      .addEdge(START, 'own')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await expect(engine.invoke({}, { ...T, drain })).rejects.toThrow(GraphDrainedError);
    expect(await engine.invoke(null, T)).toEqual({ log: ['a', 'b', 'c'] });
  });
});
