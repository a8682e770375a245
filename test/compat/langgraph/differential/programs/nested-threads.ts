import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, thread, type Loose } from './log-state.ts';

const line = (lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose => {
  const builder: Loose = new lib.StateGraph(logState(lib));
  let before: string = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node).addEdge(before, name);
    before = name;
  }
  return builder.compile(compile);
};

const asks = (lib: Library, what: string) => () => ({ log: [`${what}:${lib.interrupt(what)}`] });

const short = (history: Loose[]): Loose =>
  history.map(({ values, next, metadata, tasks }) => ({ values, next, metadata, tasks: tasks.length }));

export const nestedThreads: Programs = {
  'nested graphs by durability': async (lib, t) => {
    for (const durability of ['sync', 'exit']) {
      const saver = t.saver();
      const graph = line(
        lib,
        { a: logger('a'), sub: line(lib, { i: logger('i'), k: logger('k') }) },
        { checkpointer: saver },
      );
      await t.attempt(durability, () => graph.invoke({}, { ...thread('1'), durability }));
      t.savedBy(saver);
    }
  },
  'a question in a nested graph stored at the exit': async (lib, t) => {
    const saver = t.saver();
    const graph = line(
      lib,
      { sub: line(lib, { i: logger('i'), k: asks(lib, 'q') }), z: logger('z') },
      { checkpointer: saver },
    );
    const config = { ...thread('1'), durability: 'exit' };
    await t.attempt('asked', () => graph.invoke({}, config));
    t.record('state', await graph.getState(thread('1'), { subgraphs: true }));
    await t.attempt('answered', () => graph.invoke(new lib.Command({ resume: 'r' }), config));
    t.savedBy(saver);
  },
  'a nested graph in a loop asks each time': async (lib, t) => {
    const inner = line(lib, { i: asks(lib, 'again?') });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('sub', inner)
      .addEdge(lib.START, 'sub')
      .addConditionalEdges(
        'sub',
        ((s: Loose) => (s.log.at(-1).endsWith('no') ? lib.END : 'sub')) as Loose,
        ['sub', lib.END] as Loose,
      )
      .compile({ checkpointer: t.memory() });
    t.record('asked', await graph.invoke({}, thread('1')));
    for (const answer of ['yes', 'yes', 'no']) {
      await t.attempt(answer, () => graph.invoke(new lib.Command({ resume: answer }), thread('1')));
    }
    t.record('history', short(await t.collect<Loose>(graph.getStateHistory(thread('1')))));
  },
  'nested graphs started by packets ask in parallel': async (lib, t) => {
    const inner = line(lib, { i: (s: Loose) => ({ log: [`${s.plain}:${lib.interrupt(s.plain)}`] }) });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('sub', inner)
      .addConditionalEdges(lib.START, (() => [1, 2].map((plain) => new lib.Send('sub', { plain }))) as Loose)
      .addNode('z', (() => ({})) as Loose)
      .addEdge('sub', 'z')
      .compile({ checkpointer: t.memory() });
    const asked = (await graph.invoke({}, thread('1'))) as Loose;
    t.record('asked', asked);
    t.record('state', await graph.getState(thread('1'), { subgraphs: true }));
    const [one] = asked[lib.INTERRUPT] ?? [];
    await t.attempt('one', () => graph.invoke(new lib.Command({ resume: { [one?.id]: 'A' } }), thread('1')));
    await t.attempt('other', () => graph.invoke(new lib.Command({ resume: 'B' }), thread('1')));
  },
  'replay of a parent from before its child': async (lib, t) => {
    for (const checkpointer of [undefined, true]) {
      const inner = line(lib, { i: logger('i'), k: asks(lib, 'q') }, { checkpointer });
      const graph = line(lib, { a: logger('a'), sub: inner, z: logger('z') }, { checkpointer: t.memory() });
      await graph.invoke({ log: ['x'] }, thread('1'));
      await graph.invoke(new lib.Command({ resume: '1' }), thread('1'));
      const history = await t.collect<Loose>(graph.getStateHistory(thread('1')));
      for (const name of ['a', 'sub', 'z']) {
        const { config } = history.find(({ next }) => next[0] === name) as Loose;
        await t.chunks(`${checkpointer} from ${name}`, () => graph.stream(null, { ...config, subgraphs: true }));
        await t.attempt(`${checkpointer} answered ${name}`, () =>
          graph.invoke(new lib.Command({ resume: '2' }), thread('1')),
        );
      }
      t.record(`${checkpointer} history`, short(await t.collect<Loose>(graph.getStateHistory(thread('1')))));
    }
  },
  'a fork of a parent while its child waits': async (lib, t) => {
    const inner = line(lib, { i: logger('i'), k: asks(lib, 'q') });
    const graph = line(lib, { a: logger('a'), sub: inner, z: logger('z') }, { checkpointer: t.memory() });
    await graph.invoke({ log: ['x'] }, thread('1'));
    const forked = await graph.updateState(thread('1'), { log: ['forked'] }, 'a');
    t.record('state', await graph.getState(forked, { subgraphs: true }));
    await t.attempt('asked', () => graph.invoke(null, forked));
    await t.attempt('answered', () => graph.invoke(new lib.Command({ resume: 'r' }), thread('1')));
  },
  'an update of a child as one of its nodes': async (lib, t) => {
    const inner = line(lib, { i: logger('i'), k: asks(lib, 'q'), m: logger('m') });
    const graph = line(lib, { sub: inner, z: logger('z') }, { checkpointer: t.memory() });
    await graph.invoke({}, thread('1'));
    const { tasks } = (await graph.getState(thread('1'))) as Loose;
    await t.attempt('as k', () => graph.updateState(tasks[0].state, { log: ['as k'] }, 'k'));
    t.record('state', await graph.getState(thread('1'), { subgraphs: true }));
    await t.attempt('goes on', () => graph.invoke(null, thread('1')));
    await t.attempt('unknown child', () => graph.getState(thread('1', { checkpoint_ns: 'nope' })));
    await t.attempt('unknown child updated', () => graph.updateState(thread('1', { checkpoint_ns: 'nope' }), {}));
  },
  'a failing child goes on where it failed': async (lib, t) => {
    const ran: string[] = [];
    let failed = false;
    const inner = line(lib, {
      i: () => (ran.push('i'), { log: ['i'] }),
      k: () => {
        ran.push('k');
        if (failed) return { log: ['k'] };
        failed = true;
        throw new TypeError('k fails');
      },
    });
    const graph = line(lib, { a: logger('a'), sub: inner }, { checkpointer: t.memory() });
    await t.attempt('fails', () => graph.invoke({}, thread('1')));
    t.record('state', await graph.getState(thread('1'), { subgraphs: true }));
    await t.attempt('goes on', () => graph.invoke(null, thread('1')));
    t.record('ran', ran);
  },
  'a child is retried from where it failed': async (lib, t) => {
    const ran: string[] = [];
    let failures = 0;
    const inner = line(lib, {
      i: () => (ran.push('i'), { log: ['i'] }),
      k: () => {
        ran.push('k');
        if (failures++ < 1) throw new TypeError('k fails');
        return { log: ['k'] };
      },
    });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('sub', inner, {
        retryPolicy: { initialInterval: 1, jitter: false, maxAttempts: 3, logWarning: false, retryOn: () => true },
      })
      .addEdge(lib.START, 'sub')
      .compile({ checkpointer: t.memory() });
    await t.attempt('result', () => graph.invoke({}, thread('1')));
    t.record('ran', ran);
  },
};
