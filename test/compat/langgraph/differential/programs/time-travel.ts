import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, thread, type Loose } from './log-state.ts';

const three = (lib: Library, checkpointer: Loose, b: Loose = logger('b')): Loose =>
  new lib.StateGraph(logState(lib))
    .addNode('a', logger('a'))
    .addNode('b', b)
    .addNode('c', logger('c'))
    .addEdge(lib.START, 'a')
    .addEdge('a', 'b')
    .addEdge('b', 'c')
    .compile({ checkpointer });

const historyOf = async (t: Loose, graph: Loose, id = '1'): Promise<Loose[]> =>
  t.collect(graph.getStateHistory(thread(id)));

const short = (history: Loose[]): Loose =>
  history.map(({ values, next, metadata, config, parentConfig }) => ({
    values,
    next,
    source: metadata.source,
    step: metadata.step,
    id: config.configurable.checkpoint_id,
    parent: parentConfig?.configurable.checkpoint_id,
  }));

export const timeTravel: Programs = {
  'replay from every checkpoint': async (lib, t) => {
    const graph = three(lib, t.memory());
    await graph.invoke({ log: ['x'] }, thread('1'));
    const history = await historyOf(t, graph);
    for (const [index, { config }] of history.entries()) {
      await t.chunks(`replay ${index}`, () => graph.stream(null, config));
      t.record(`history ${index}`, short(await historyOf(t, graph)));
    }
  },
  'all that a replay stores': async (lib, t) => {
    const saver = t.saver();
    const graph = three(lib, saver);
    await graph.invoke({ log: ['x'] }, thread('1'));
    const history = await historyOf(t, graph);
    saver.storedCheckpoints.length = 0;
    saver.storedWrites.length = 0;
    await graph.invoke(null, history[2].config);
    t.savedBy(saver);
    t.record('state', await graph.getState(thread('1')));
  },
  'new input at an old checkpoint': async (lib, t) => {
    const graph = three(lib, t.memory());
    await graph.invoke({ log: ['x'] }, thread('1'));
    const history = await historyOf(t, graph);
    t.record('result', await graph.invoke({ log: ['y'] }, history[2].config));
    t.record('history', short(await historyOf(t, graph)));
  },
  'fork by updateState': async (lib, t) => {
    const graph = three(lib, t.memory());
    await graph.invoke({ log: ['x'] }, thread('1'));
    const history = await historyOf(t, graph);
    const config = await graph.updateState(history[2].config, { log: ['forked'] });
    t.record('config', config);
    t.record('state', await graph.getState(config));
    t.record('result', await graph.invoke(null, config));
    t.record('history', short(await historyOf(t, graph)));
    const copy = await graph.updateState(history[2].config, null, '__copy__');
    t.record('copy', await graph.getState(copy));
    await t.attempt('copy goes on', () => graph.invoke(null, copy));
    await t.attempt('copy with updates', () =>
      graph.updateState(history[2].config, [[{ log: ['w'] }, 'a']], '__copy__'),
    );
    t.record('history at last', short(await historyOf(t, graph)));
  },
  'replay asks again': async (lib, t) => {
    const graph = three(lib, t.memory(), () => ({ log: [`b:${lib.interrupt('q')}`] }));
    await graph.invoke({ log: ['x'] }, thread('1'));
    await graph.invoke(new lib.Command({ resume: 'first' }), thread('1'));
    const history = await historyOf(t, graph);
    const before = history.find(({ next }) => next[0] === 'b');
    t.record('asked again', await graph.invoke(null, before.config));
    t.record('answered', await graph.invoke(new lib.Command({ resume: 'second' }), thread('1')));
    t.record('answered in the past', await graph.invoke(new lib.Command({ resume: 'third' }), before.config));
    t.record('history', short(await historyOf(t, graph)));
  },
  'replay through a nested graph': async (lib, t) => {
    const inner = three(lib, undefined, () => ({ log: [`b:${lib.interrupt('q')}`] }));
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('sub', inner)
      .addNode('z', logger('z'))
      .addEdge(lib.START, 'sub')
      .addEdge('sub', 'z')
      .compile({ checkpointer: t.memory() });
    await graph.invoke({ log: ['x'] }, thread('1'));
    const waiting = (await graph.getState(thread('1'), { subgraphs: true })) as Loose;
    await graph.invoke(new lib.Command({ resume: 'first' }), thread('1'));
    const history = await historyOf(t, graph);
    const before = history.find(({ next }) => next[0] === 'sub');
    await t.attempt('asked again', () => graph.invoke(null, before.config));
    await t.attempt('answered', () => graph.invoke(new lib.Command({ resume: 'second' }), thread('1')));
    const child = waiting.tasks[0].state;
    t.record('child', child);
    const past = await t.collect<Loose>(graph.getStateHistory(child.config));
    t.record('history of the child', short(past));
    await t.attempt('into the child', () => graph.invoke(null, past[0].config));
    t.record('history', short(await historyOf(t, graph)));
  },
  'replay with a child that remembers': async (lib, t) => {
    const inner: Loose = new lib.StateGraph(logState(lib))
      .addNode('i', logger('i'))
      .addEdge(lib.START, 'i')
      .compile({ checkpointer: true });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('sub', (async () => ({ plain: (await inner.invoke({ log: ['own'] })).log })) as Loose)
      .addEdge(lib.START, 'a')
      .addEdge('a', 'sub')
      .compile({ checkpointer: t.memory() });
    for (const turn of ['1', '2', '3']) t.record(turn, await graph.invoke({ log: [turn] }, thread('1')));
    const history = await historyOf(t, graph);
    const second = history.filter(({ next }) => next[0] === 'sub')[1];
    await t.attempt('replayed', () => graph.invoke(null, second.config));
    await t.attempt('goes on', () => graph.invoke({ log: ['4'] }, thread('1')));
  },
  'checkpoints that do not exist': async (lib, t) => {
    const graph = three(lib, t.memory());
    await graph.invoke({ log: ['x'] }, thread('1'));
    const missing = thread('1', { checkpoint_id: '1ef00000-0000-6000-8000-000000000000' });
    await t.attempt('state', () => graph.getState(missing));
    await t.attempt('replay', () => graph.invoke(null, missing));
    await t.attempt('update', () => graph.updateState(missing, { log: ['u'] }, 'a'));
  },
  'sends replayed': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('w', ((n: Loose) => ({ log: [`w${n}`] })) as Loose)
      .addNode('z', logger('z'))
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', (() => [new lib.Send('w', 1), new lib.Send('w', 2)]) as Loose, ['w'] as Loose)
      .addEdge('w', 'z')
      .compile({ checkpointer: t.memory() });
    await graph.invoke({ log: ['x'] }, thread('1'));
    const history = await historyOf(t, graph);
    t.record('history', history);
    t.record('result', await graph.invoke(null, history.find(({ next }) => next[0] === 'w')?.config));
  },
};
