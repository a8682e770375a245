import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, pause, thread, type Loose } from './log-state.ts';

const line = (lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose => {
  const builder: Loose = new lib.StateGraph(logState(lib));
  let before: string = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node).addEdge(before, name);
    before = name;
  }
  return builder.compile(compile);
};

const slow =
  (name: string, ms = 30) =>
  async () => {
    await pause(ms);
    return { log: [name] };
  };

export const cancellation: Programs = {
  'a signal that is aborted': async (lib, t) => {
    await t.attempt('before', () => line(lib, { a: logger('a') }).invoke({}, { signal: AbortSignal.abort() }));
    const controller = new AbortController();
    const graph = line(lib, { a: slow('a'), b: logger('b') }, { checkpointer: t.memory() });
    setTimeout(() => controller.abort(), 5);
    await t.attempt('during', () => graph.invoke({}, { ...thread('1'), signal: controller.signal }));
    const { values, next } = await graph.getState(thread('1'));
    t.record('state', { values, next });
    await t.attempt('goes on', () => graph.invoke(null, thread('1')));
    const other = new AbortController();
    setTimeout(() => other.abort(new Error('my reason')), 5);
    await t.attempt('reason', () => line(lib, { a: slow('a') }).invoke({}, { signal: other.signal }));
    await t.chunks('stream', () =>
      line(lib, { a: logger('a'), b: slow('b') }).stream({}, { signal: AbortSignal.timeout(10) }),
    );
  },
  'nodes and nested graphs see the signal': async (lib, t) => {
    let seen: unknown;
    const controller = new AbortController();
    const node = async (_s: Loose, { signal }: Loose): Promise<Loose> => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      seen = signal.aborted;
      return {};
    };
    setTimeout(() => controller.abort(), 5);
    const graph = line(lib, { sub: line(lib, { i: node }) });
    await t.attempt('result', () => graph.invoke({}, { signal: controller.signal }));
    await pause(1);
    t.record('seen', seen);
  },
  'a failing task aborts its siblings': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib))
      .addNode('bad', (async () => {
        await pause(5);
        throw new TypeError('bad');
      }) as Loose)
      .addNode('sibling', (async (_s: Loose, { signal }: Loose) => {
        await new Promise((resolve) => {
          signal?.addEventListener('abort', resolve);
          setTimeout(resolve, 100);
        });
        t.record('aborted', signal?.aborted);
        return {};
      }) as Loose)
      .addEdge(lib.START, 'bad')
      .addEdge(lib.START, 'sibling');
    await t.attempt('result', () => builder.compile().invoke({}));
    await pause(5);
  },
  'timeouts of a call and of a step': async (lib, t) => {
    await t.attempt('call', () => line(lib, { a: slow('a', 50) }).invoke({}, { timeout: 10 }));
    const graph = line(lib, { a: slow('a', 50) });
    graph.stepTimeout = 10;
    await t.attempt('step', () => graph.invoke({}));
    const quick = line(lib, { a: slow('a', 1), b: slow('b', 1) });
    quick.stepTimeout = 1000;
    await t.attempt('in time', () => quick.invoke({}));
  },
  'few tasks at a time': async (lib, t) => {
    let running = 0;
    let most = 0;
    const builder: Loose = new lib.StateGraph(logState(lib))
      .addNode('w', (async (n: Loose) => {
        most = Math.max(most, ++running);
        await pause(5);
        running--;
        return { log: [`w${n}`] };
      }) as Loose)
      .addConditionalEdges(lib.START, (() => [1, 2, 3, 4, 5].map((n) => new lib.Send('w', n))) as Loose);
    const graph = builder.compile();
    t.record('two', await graph.invoke({}, { maxConcurrency: 2 }));
    t.record('most', most);
    t.record('all', await graph.invoke({}));
    t.record('most of all', most);
  },
  'recursion limits': async (lib, t) => {
    const endless: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('b', logger('b'))
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .addEdge('b', 'a')
      .compile();
    await t.attempt('default', () => endless.invoke({}));
    await t.attempt('three', () => endless.invoke({}, { recursionLimit: 3 }));
    await t.attempt('by withConfig', () => endless.withConfig({ recursionLimit: 4 }).invoke({}));
    await t.attempt('call over withConfig', () =>
      endless.withConfig({ recursionLimit: 4 }).invoke({}, { recursionLimit: 2 }),
    );
    await t.chunks('stream', () => endless.stream({}, { recursionLimit: 2 }));
    for (const recursionLimit of [0, -1])
      await t.attempt(`${recursionLimit}`, () => endless.invoke({}, { recursionLimit }));
    const two = line(lib, { a: logger('a'), b: logger('b') });
    await t.attempt('exactly', () => two.invoke({}, { recursionLimit: 2 }));
    await t.attempt('one less', () => two.invoke({}, { recursionLimit: 1 }));
    const kept = line(lib, { a: logger('a'), b: logger('b'), c: logger('c') }, { checkpointer: t.memory() });
    await t.attempt('kept', () => kept.invoke({}, { ...thread('1'), recursionLimit: 2 }));
    await t.attempt('goes on', () => kept.invoke(null, { ...thread('1'), recursionLimit: 2 }));
  },
  'what a recursion limit leaves on a thread': async (lib, t) => {
    const saver = t.saver();
    let runs = 0;
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', ((s: Loose) => (runs++, logger('a')(s))) as Loose)
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', () => 'a')
      .compile({ checkpointer: saver });
    for (const turn of ['1', '2']) {
      await t.attempt(turn, () => graph.invoke({ log: [turn] }, { ...thread('1'), recursionLimit: 3 }));
      t.record('runs', runs);
      t.record('state', await graph.getState(thread('1')));
    }
    t.savedBy(saver);
  },
  draining: async (lib, t) => {
    const control = new lib.RunControl();
    t.record('at first', [control.drainRequested, control.drainReason]);
    const saver = t.saver();
    const graph = line(
      lib,
      {
        a: (_s: Loose, { control: mine }: Loose) => {
          t.record('same', mine === control);
          control.requestDrain('deploy');
          return { log: ['a'] };
        },
        b: logger('b'),
      },
      { checkpointer: saver },
    );
    await t.attempt('drained', () => graph.invoke({}, { ...thread('1'), control }));
    t.record('control', [control.drainRequested, control.drainReason]);
    t.record('state', await graph.getState(thread('1')));
    t.record('goes on', await graph.invoke(null, thread('1')));
    t.savedBy(saver);
    const last = new lib.RunControl();
    await t.attempt('nothing left', () =>
      line(lib, { a: () => (last.requestDrain(), { log: ['a'] }) }).invoke({}, { control: last }),
    );
    const early = new lib.RunControl();
    early.requestDrain('early');
    await t.attempt('before', () => line(lib, { a: logger('a'), b: logger('b') }).invoke({}, { control: early }));
    await t.attempt('guard', () => [lib.isGraphDrained(new lib.GraphDrained('x')), lib.isGraphDrained(new Error('x'))]);
  },
  'draining within a nested graph': async (lib, t) => {
    const control = new lib.RunControl();
    const inner = line(lib, { i1: () => (control.requestDrain('deep'), { log: ['i1'] }), i2: logger('i2') });
    const graph = line(lib, { sub: inner, z: logger('z') }, { checkpointer: t.memory() });
    await t.attempt('drained', () => graph.invoke({}, { ...thread('1'), control }));
    t.record('state', await graph.getState(thread('1'), { subgraphs: true }));
    await t.attempt('goes on', () => graph.invoke(null, thread('1')));
  },
};
