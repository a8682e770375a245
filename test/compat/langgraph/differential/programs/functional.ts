import { InMemoryCache } from '@langchain/langgraph-checkpoint';
import type { Programs } from '../run-program.ts';
import { logState, pause, thread, type Loose } from './log-state.ts';

export const functional: Programs = {
  'an entrypoint with tasks, in every mode': async (lib, t) => {
    const double = lib.task('double', async (n: number) => n * 2);
    const flow: Loose = lib.entrypoint('flow', async (n: number) =>
      (await Promise.all([double(n), double(n + 1)])).join(),
    );
    t.record('result', await flow.invoke(1));
    for (const streamMode of ['updates', 'values', 'tasks', 'debug'])
      await t.chunks(streamMode, () => flow.stream(1, { streamMode }));
    await t.chunks('default', () => flow.stream(1));
  },
  'the shape of an entrypoint': (lib, t) => {
    const flow: Loose = lib.entrypoint({ name: 'flow', checkpointer: t.memory() }, async (n: number) => n);
    t.record('shape', [
      flow.name,
      flow.getName(),
      Object.keys(flow.nodes),
      Object.keys(flow.channels),
      flow.streamMode,
    ]);
    t.record(
      'channels',
      Object.values(flow.channels).map((channel: Loose) => channel.lc_graph_name),
    );
  },
  'inputs and outputs of every kind': async (lib, t) => {
    const echo: Loose = lib.entrypoint('echo', async (input: Loose) => input);
    for (const input of [0, '', false, 'x', [1], { a: 1 }, null, undefined])
      await t.attempt(`input ${JSON.stringify(input)}`, () => echo.invoke(input));
    await t.attempt('sync', () => lib.entrypoint('sync', ((n: number) => n + 1) as Loose).invoke(1));
    const nothing = lib.task('nothing', async () => undefined);
    await t.attempt('undefined', () => lib.entrypoint('u', async () => [await nothing()]).invoke(1 as Loose));
  },
  'what is stored of an entrypoint': async (lib, t) => {
    const saver = t.saver();
    const step = lib.task('step', async (n: number) => n + 1);
    const flow: Loose = lib.entrypoint({ name: 'flow', checkpointer: saver }, async (n: number) => step(await step(n)));
    t.record('result', await flow.invoke(1, thread('1')));
    t.record('state', await flow.getState(thread('1')));
    t.record('history', await t.collect(flow.getStateHistory(thread('1'))));
    t.savedBy(saver);
  },
  'questions in an entrypoint; tasks do not run again': async (lib, t) => {
    const ran: Loose[] = [];
    const step = lib.task('step', async (n: number) => (ran.push(n), n * 10));
    const flow: Loose = lib.entrypoint({ name: 'flow', checkpointer: t.memory() }, async (n: number) => {
      const one = await step(n);
      const answer = lib.interrupt(`is it ${one}?`);
      const two = await step(n + 1);
      return [one, answer, two, lib.interrupt('and?')];
    });
    await t.chunks('asked', () => flow.stream(1, thread('1')));
    t.record('state', await flow.getState(thread('1')));
    await t.chunks('answered', () => flow.stream(new lib.Command({ resume: 'yes' }), thread('1')));
    await t.chunks('answered again', () => flow.stream(new lib.Command({ resume: 'end' }), thread('1')));
    t.record('ran', ran);
  },
  'questions in tasks, in parallel and in a loop': async (lib, t) => {
    const asks = lib.task('asks', async (what: string) => `${what}:${lib.interrupt(what)}`);
    const both: Loose = lib.entrypoint({ name: 'both', checkpointer: t.memory() }, async () =>
      Promise.all([asks('a'), asks('b')]),
    );
    const asked = (await both.invoke('x', thread('1'))) as Loose;
    t.record('asked', asked);
    const resume = Object.fromEntries((asked?.[lib.INTERRUPT] ?? []).map(({ id, value }: Loose) => [id, `${value}!`]));
    await t.attempt('answered', () => both.invoke(new lib.Command({ resume }), thread('1')));
    const loop: Loose = lib.entrypoint({ name: 'loop', checkpointer: t.memory() }, async () => {
      const answers: string[] = [];
      while (answers.length < 3) answers.push(await asks(String(answers.length)));
      return answers;
    });
    t.record('loop', await loop.invoke('x', thread('1')));
    for (const answer of ['0', 'y', 'z'])
      t.record(`loop ${answer}`, await loop.invoke(new lib.Command({ resume: answer }), thread('1')));
  },
  'a failing task is the one to run again': async (lib, t) => {
    const ran: string[] = [];
    let failed = false;
    const good = lib.task('good', async () => (ran.push('good'), 0));
    const bad = lib.task('bad', async () => {
      ran.push('bad');
      if (!failed) {
        failed = true;
        throw new TypeError('bad');
      }
      return false;
    });
    const flow: Loose = lib.entrypoint({ name: 'flow', checkpointer: t.memory() }, async () => [
      await good(),
      await bad(),
    ]);
    await t.attempt('fails', () => flow.invoke('x', thread('1')));
    t.record('state', await flow.getState(thread('1')));
    await t.attempt('goes on', () => flow.invoke(null, thread('1')));
    t.record('ran', ran);
    const caught: Loose = lib.entrypoint('caught', async () => {
      failed = false;
      try {
        await bad();
      } catch (error) {
        return (error as Error).message;
      }
    });
    await t.attempt('caught', () => caught.invoke('x'));
  },
  'final values and previous state': async (lib, t) => {
    const flow: Loose = lib.entrypoint({ name: 'flow', checkpointer: t.memory() }, async (n: number, config: Loose) => {
      const previous = lib.getPreviousState<number>() ?? 0;
      t.record('previous', [previous, config.previous]);
      return lib.entrypoint.final({ value: `sum ${previous + n}`, save: previous + n });
    });
    for (const n of [1, 2, 3]) await t.attempt(`${n}`, () => flow.invoke(n, thread('1')));
    t.record('state', await flow.getState(thread('1')));
    await t.chunks('updates', () => flow.stream(4, thread('1')));
    await t.attempt('update', () => flow.updateState(thread('1'), 100));
    await t.attempt('after update', () => flow.invoke(1, thread('1')));
    const plain: Loose = lib.entrypoint(
      { name: 'plain', checkpointer: t.memory() },
      async (n: number) => (lib.getPreviousState<number>() ?? 0) + n,
    );
    for (const n of [1, 2]) await t.attempt(`plain ${n}`, () => plain.invoke(n, thread('1')));
  },
  'policies of tasks': async (lib, t) => {
    let calls = 0;
    const flaky = lib.task(
      { name: 'flaky', retry: { initialInterval: 1, jitter: false, maxAttempts: 3 } } as Loose,
      async () => {
        if (calls++ < 2) throw new Error('flaky');
        return calls;
      },
    );
    await t.attempt('retried', () => lib.entrypoint('r', async () => flaky()).invoke(1 as Loose));
    let runs = 0;
    const cached = lib.task({ name: 'cached', cachePolicy: { ttl: 60 } } as Loose, async (n: number) => [n, ++runs]);
    const flow: Loose = lib.entrypoint(
      { name: 'c', cache: new InMemoryCache() } as Loose,
      (async (n: number) => [await cached(n), await cached(n)]) as Loose,
    );
    for (const n of [1, 1, 2]) await t.attempt(`cached ${n}`, () => flow.invoke(n));
    const slow = lib.task({ name: 'slow', timeout: 10 } as Loose, async () => pause(50));
    await t.attempt('timeout', () => lib.entrypoint('t', async () => slow()).invoke(1 as Loose));
    await t.attempt('timeout of the entrypoint', () =>
      lib.entrypoint({ name: 't', timeout: 10 } as Loose, (async () => pause(50)) as Loose).invoke(1 as Loose),
    );
  },
  'generators and tasks outside are refused': async (lib, t) => {
    await t.attempt('entrypoint', () => typeof lib.entrypoint('g', async function* () {} as Loose));
    await t.attempt('sync entrypoint', () => typeof lib.entrypoint('g', function* () {} as Loose));
    await t.attempt('task', () => typeof lib.task('g', async function* () {} as Loose));
    await t.refusal('outside', async () => lib.task('x', async () => 1)());
    await t.refusal('no name', () => typeof lib.task(undefined as Loose, async () => 1));
  },
  'a task within a graph, and a graph within a task': async (lib, t) => {
    const step = lib.task('step', async (n: number) => n + 1);
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('n', (async () => ({ plain: [await step(1), await step(2)] })) as Loose)
      .addEdge(lib.START, 'n')
      .compile({ checkpointer: t.memory() });
    t.record('graph', await graph.invoke({}, thread('1')));
    await t.chunks('graph updates', () => graph.stream({}, thread('2')));
    const calls = lib.task('calls', async () => graph.invoke({ log: ['t'] }));
    const flow: Loose = lib.entrypoint({ name: 'flow', checkpointer: t.memory() }, async () => calls());
    await t.attempt('task', () => flow.invoke('x', thread('1')));
    await t.chunks('nested', () => flow.stream('x', { ...thread('2'), subgraphs: true }));
  },
  'tasks that are not awaited, and tasks in tasks': async (lib, t) => {
    const inner = lib.task('inner', async (n: number) => (await pause(2), n));
    const outer = lib.task('outer', async (n: number) => (await inner(n)) + (await inner(n + 1)));
    const flow: Loose = lib.entrypoint('flow', async () => {
      const pending = inner(5);
      return [await outer(1), await pending];
    });
    await t.chunks('updates', () => flow.stream('x'));
  },
  'custom chunks and config in tasks': async (lib, t) => {
    const says = lib.task('says', async (what: string) => {
      lib.getWriter()?.(what);
      return [lib.getConfig().metadata?.langgraph_node, lib.getConfig().configurable?.own];
    });
    const flow: Loose = lib.entrypoint(
      'flow',
      async (_n: Loose, config: Loose) => (config.writer('flow'), says('task')),
    );
    await t.chunks('custom', () => flow.stream('x', { streamMode: ['custom', 'updates'], configurable: { own: 1 } }));
  },
};
