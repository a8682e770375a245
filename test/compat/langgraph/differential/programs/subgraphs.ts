import { RunnableLambda } from '@langchain/core/runnables';
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

export const subgraphs: Programs = {
  'a graph as a node, in every mode': async (lib, t) => {
    const inner = line(lib, { i1: logger('i1'), i2: logger('i2') });
    const graph = line(lib, { a: logger('a'), sub: inner, z: logger('z') });
    t.record('result', await graph.invoke({ log: ['in'] }));
    for (const streamMode of ['values', 'updates', 'tasks', 'debug'] as Loose[]) {
      await t.chunks(`${streamMode}`, () => graph.stream({}, { streamMode }));
      await t.chunks(`${streamMode} nested`, () => graph.stream({}, { streamMode, subgraphs: true }));
    }
  },
  'checkpoints of nested graphs': async (lib, t) => {
    const saver = t.saver();
    const graph = line(lib, { a: logger('a'), sub: line(lib, { i1: logger('i1') }) }, { checkpointer: saver });
    await graph.invoke({}, thread('1'));
    t.savedBy(saver);
    t.record('history', await t.collect(graph.getStateHistory(thread('1'))));
    await t.chunks('checkpoints', () =>
      graph.stream({}, { ...thread('2'), streamMode: 'checkpoints', subgraphs: true }),
    );
  },
  'a question in a nested graph': async (lib, t) => {
    const saver = t.saver();
    const inner = line(lib, { i1: logger('i1'), i2: asks(lib, 'i2?'), i3: logger('i3') });
    const graph = line(lib, { a: logger('a'), sub: inner, z: logger('z') }, { checkpointer: saver });
    await t.chunks('asked', () => graph.stream({}, { ...thread('1'), subgraphs: true }));
    t.record('state', await graph.getState(thread('1')));
    t.record('nested state', await graph.getState(thread('1'), { subgraphs: true }));
    await t.chunks('answered', () =>
      graph.stream(new lib.Command({ resume: 'r' }), { ...thread('1'), subgraphs: true, streamMode: 'values' }),
    );
    t.savedBy(saver);
  },
  'a question three levels down, and the state on the way': async (lib, t) => {
    const deepest = line(lib, { c: asks(lib, 'deep?') });
    const graph = line(lib, { a: line(lib, { b: line(lib, { m: deepest }) }) }, { checkpointer: t.memory() });
    t.record('asked', await graph.invoke({}, thread('1')));
    const state = (await graph.getState(thread('1'), { subgraphs: true })) as Loose;
    t.record('state', state);
    t.record('child by config', await graph.getState(state.tasks[0].state.config));
    t.record('answered', await graph.invoke(new lib.Command({ resume: 'r' }), thread('1')));
    const one = await t.collect(graph.getStateHistory(thread('1')));
    t.record(
      'history',
      one.map((snapshot: Loose) => [snapshot.metadata, snapshot.next]),
    );
  },
  'questions in parallel nested graphs': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib));
    for (const name of ['a', 'b'])
      builder.addNode(name, line(lib, { i: asks(lib, `${name}?`) })).addEdge(lib.START, name);
    const graph = builder.compile({ checkpointer: t.memory() });
    const asked = (await graph.invoke({}, thread('1'))) as Loose;
    t.record('asked', asked);
    const resume = Object.fromEntries(asked[lib.INTERRUPT].map(({ id, value }: Loose) => [id, `${value}!`]));
    t.record('answered', await graph.invoke(new lib.Command({ resume }), thread('1')));
  },
  'a graph called within a node, with and without config': async (lib, t) => {
    const inner = line(lib, { i1: logger('i1'), i2: asks(lib, 'i2?') });
    for (const pass of [true, false]) {
      const node = async (state: Loose, config: Loose): Promise<Loose> => {
        const { log } = await (pass ? inner.invoke({ log: ['own'] }, config) : inner.invoke({ log: ['own'] }));
        return { plain: [state.log.length, log] };
      };
      const graph = line(lib, { a: logger('a'), call: node }, { checkpointer: t.memory() });
      await t.chunks(`${pass} asked`, () => graph.stream({}, { ...thread('1'), subgraphs: true }));
      t.record(`${pass} state`, await graph.getState(thread('1'), { subgraphs: true }));
      t.record(`${pass} answered`, await graph.invoke(new lib.Command({ resume: 'r' }), thread('1')));
    }
  },
  'a graph within a runnable within a node': async (lib, t) => {
    const inner = line(lib, { i1: logger('i1') });
    const graph = line(lib, {
      call: RunnableLambda.from(async (s: Loose) => inner.invoke(s)).withConfig({ tags: ['x'] }) as Loose,
    });
    t.record('result', await graph.invoke({ log: ['in'] }));
    await t.chunks('nested', () => graph.stream({}, { subgraphs: true }));
  },
  'several calls within one node': async (lib, t) => {
    const saver = t.saver();
    const inner = line(lib, { i: logger('i') });
    const graph = line(
      lib,
      { call: async () => ({ plain: [await inner.invoke({ log: ['1'] }), await inner.invoke({ log: ['2'] })] }) },
      { checkpointer: saver },
    );
    await t.attempt('result', () => graph.invoke({}, thread('1')));
    await t.chunks('nested', () => graph.stream({}, { ...thread('2'), subgraphs: true }));
    t.savedBy(saver);
  },
  'a nested graph that remembers, and one that does not persist': async (lib, t) => {
    for (const checkpointer of [true, undefined, false] as const) {
      const saver = t.saver();
      const inner = line(lib, { i: logger('i') }, { checkpointer });
      const graph = line(
        lib,
        { a: logger('a'), sub: async () => ({ plain: (await inner.invoke({ log: ['own'] })).log }) },
        { checkpointer: saver },
      );
      for (const turn of [1, 2, 3]) await t.attempt(`${checkpointer} ${turn}`, () => graph.invoke({}, thread('1')));
      t.savedBy(saver);
    }
    await t.attempt('root', () => line(lib, { i: logger('i') }, { checkpointer: true }).invoke({}, thread('1')));
    const deaf = line(
      lib,
      { sub: line(lib, { i: asks(lib, 'q') }, { checkpointer: false }) },
      { checkpointer: t.memory() },
    );
    await t.attempt('question without persistence', () => deaf.invoke({}, thread('1')));
  },
  'commands for the parent': async (lib, t) => {
    const to = (goto: Loose, update: Loose = { log: ['from child'] }): Loose =>
      line(lib, { i: () => new lib.Command({ graph: lib.Command.PARENT, goto, update }) });
    const build = (child: Loose, compile: Loose = {}): Loose =>
      new lib.StateGraph(logState(lib))
        .addNode('sub', child, { ends: ['x', 'y'] })
        .addNode('x', logger('x'))
        .addNode('y', logger('y'))
        .addEdge(lib.START, 'sub')
        .compile(compile);
    await t.attempt('goto', () => build(to('x')).invoke({ log: ['in'] }));
    await t.attempt('list', () => build(to(['x', 'y'])).invoke({}));
    await t.attempt('send', () => build(to(new lib.Send('y', { log: [1, 2] }))).invoke({}));
    await t.attempt('update only', () => build(to([], { plain: 5 })).invoke({}));
    await t.attempt('unknown key', () => build(to('x', { nope: 5 })).invoke({}));
    await t.attempt('from a grandchild', () => build(line(lib, { mid: to('x') })).invoke({}));
    await t.chunks('streams', () => build(to('x')).stream({}, { subgraphs: true }));
    await t.chunks('streams values', () =>
      build(to('x'), { checkpointer: t.memory() }).stream({}, { ...thread('1'), streamMode: 'values' }),
    );
    const saver = t.saver();
    await build(to('x'), { checkpointer: saver }).invoke({}, thread('1'));
    t.savedBy(saver);
  },
  'what a nested graph is given': async (lib, t) => {
    const inner = line(lib, {
      i: (_state: Loose, config: Loose) => {
        const { configurable, metadata, tags, recursionLimit, context, store, signal } = config;
        const { thread_id, checkpoint_ns, own } = configurable ?? {};
        t.record('given', {
          thread_id,
          checkpoint_ns,
          own,
          metadata,
          tags,
          recursionLimit,
          context,
          store: typeof store,
          signal,
        });
        return {};
      },
    });
    const graph = line(lib, { sub: inner }, { checkpointer: t.memory(), store: new lib.InMemoryStore() });
    await graph.invoke(
      {},
      { ...thread('1', { own: 1 }), tags: ['t'], metadata: { m: 1 }, recursionLimit: 30, context: { c: 1 } },
    );
  },
  'errors of nested graphs': async (lib, t) => {
    const inner = line(lib, {
      i: () => {
        throw new TypeError('inner');
      },
    });
    const graph = line(lib, { sub: inner }, { checkpointer: t.memory() });
    await t.attempt('result', () => graph.invoke({}, thread('1')));
    t.record('state', await graph.getState(thread('1'), { subgraphs: true }));
    const endless: Loose = new lib.StateGraph(logState(lib))
      .addNode('i', logger('i'))
      .addEdge(lib.START, 'i')
      .addEdge('i', 'i')
      .compile();
    await t.attempt('limit', () => line(lib, { sub: endless }).invoke({}, { recursionLimit: 4 }));
  },
  'nested graphs are listed': async (lib, t) => {
    const graph = line(lib, { a: logger('a'), sub: line(lib, { i: line(lib, { deep: logger('d') }) }) });
    t.record(
      'direct',
      [...graph.getSubgraphs()].map(([name]: Loose) => name),
    );
    t.record(
      'all',
      [...graph.getSubgraphs(undefined, true)].map(([name]: Loose) => name),
    );
    t.record(
      'one',
      [...graph.getSubgraphs('sub|i')].map(([name]: Loose) => name),
    );
    t.record(
      'async',
      (await t.collect<Loose>(graph.getSubgraphsAsync())).map(([name]) => name),
    );
  },
  'the state of a nested graph is changed while it waits': async (lib, t) => {
    const inner = line(lib, { i1: logger('i1'), i2: asks(lib, 'q'), i3: logger('i3') });
    const graph = line(lib, { sub: inner, z: logger('z') }, { checkpointer: t.memory() });
    await graph.invoke({}, thread('1'));
    const { tasks } = (await graph.getState(thread('1'))) as Loose;
    const config = await graph.updateState(tasks[0].state, { log: ['changed'] });
    t.record('config', config);
    t.record('state', await graph.getState(thread('1'), { subgraphs: true }));
    t.record(
      'history',
      (await t.collect<Loose>(graph.getStateHistory(tasks[0].state))).map(({ values, metadata, next }) => ({
        values,
        metadata,
        next,
      })),
    );
    await t.attempt('answered', () => graph.invoke(new lib.Command({ resume: 'r' }), thread('1')));
  },
};
