import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, pause, thread, type Loose } from './log-state.ts';

const two = (lib: Library, checkpointer: Loose, a: Loose = logger('a'), b: Loose = logger('b')): Loose =>
  new lib.StateGraph(logState(lib))
    .addNode('a', a)
    .addNode('b', b)
    .addEdge(lib.START, 'a')
    .addEdge('a', 'b')
    .compile({ checkpointer });

/** Throws at its first call. */
const failsOnce = (name: string): Loose => {
  let failed = false;
  return (state: Loose) => {
    if (failed) return logger(name)(state);
    failed = true;
    throw new RangeError(`${name} fails`);
  };
};

export const persistence: Programs = {
  'all that is stored, by durability': async (lib, t) => {
    for (const durability of ['sync', 'async', 'exit']) {
      const saver = t.saver();
      const graph = two(lib, saver);
      t.record(`${durability} 1`, await graph.invoke({ log: ['x'] }, { ...thread('1'), durability }));
      t.record(`${durability} 2`, await graph.invoke({ log: ['y'] }, { ...thread('1'), durability }));
      t.savedBy(saver);
    }
  },
  'checkpointDuring of old': async (lib, t) => {
    const saver = t.saver();
    const graph = two(lib, saver);
    await graph.invoke({}, { ...thread('1'), checkpointDuring: false });
    t.savedBy(saver);
    await t.attempt('both', () => graph.invoke({}, { ...thread('1'), checkpointDuring: false, durability: 'sync' }));
  },
  'what is missing of a thread': async (lib, t) => {
    const graph = two(lib, t.memory());
    await t.attempt('no config', () => graph.invoke({}));
    await t.attempt('no thread', () => graph.invoke({}, { configurable: {} }));
    await t.attempt('state', () => graph.getState({ configurable: {} }));
    await t.attempt('unknown thread', () => graph.getState(thread('x')));
    await t.attempt('no saver', () => two(lib, undefined).getState(thread('1')));
    await t.attempt('history', () => t.collect(two(lib, undefined).getStateHistory(thread('1'))));
    await t.attempt('update', () => two(lib, undefined).updateState(thread('1'), {}));
    await t.attempt('empty history', () => t.collect(graph.getStateHistory(thread('x'))));
    await t.attempt('null on a new thread', () => graph.invoke(null, thread('y')));
    await t.attempt('number as id', () => graph.invoke({}, { configurable: { thread_id: 5 } }));
  },
  'state and history': async (lib, t) => {
    const graph = two(lib, t.memory());
    await graph.invoke({ log: ['x'], plain: 1 }, thread('1'));
    t.record('state', await graph.getState(thread('1')));
    const history = await t.collect<Loose>(graph.getStateHistory(thread('1')));
    t.record('history', history);
    t.record('limit', (await t.collect<Loose>(graph.getStateHistory(thread('1'), { limit: 2 }))).length);
    t.record(
      'before',
      (await t.collect<Loose>(graph.getStateHistory(thread('1'), { before: history[1].config }))).length,
    );
    t.record(
      'filter',
      (await t.collect<Loose>(graph.getStateHistory(thread('1'), { filter: { source: 'input' } }))).length,
    );
    t.record('at a checkpoint', await graph.getState(history[2].config));
  },
  'a failing node, its siblings and the next try': async (lib, t) => {
    const saver = t.saver();
    const ran: string[] = [];
    const b = failsOnce('b');
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', ((s: Loose) => (ran.push('a'), logger('a')(s))) as Loose)
      .addNode('b', (async (s: Loose) => {
        ran.push('b');
        await pause(5);
        return b(s);
      }) as Loose)
      .addNode('c', logger('c'))
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'b')
      .addEdge(['a', 'b'] as Loose, 'c')
      .compile({ checkpointer: saver });
    await t.chunks('fails', () => graph.stream({ log: ['x'] }, thread('1')));
    t.record('state', await graph.getState(thread('1')));
    await t.chunks('goes on', () => graph.stream(null, thread('1')));
    t.record('ran', ran);
    t.savedBy(saver);
  },
  'a failing node and new input': async (lib, t) => {
    const graph = two(lib, t.memory(), logger('a'), failsOnce('b'));
    await t.attempt('fails', () => graph.invoke({ log: ['x'] }, thread('1')));
    await t.attempt('new input', () => graph.invoke({ log: ['y'] }, thread('1')));
  },
  'several failures in one step': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib));
    for (const name of ['a', 'b']) builder.addNode(name, failsOnce(name)).addEdge(lib.START, name);
    await t.attempt('sync', () => builder.compile().invoke({}));
  },
  'updateState as each node': async (lib, t) => {
    const saver = t.saver();
    const graph = two(lib, saver);
    await graph.invoke({ log: ['x'] }, { ...thread('1'), interruptBefore: ['b'] });
    t.record('by default', await graph.updateState(thread('1'), { log: ['u1'] }));
    t.record('state', await graph.getState(thread('1')));
    for (const node of ['a', 'b', '__start__', '__input__', '__copy__', lib.END]) {
      await t.attempt(`as ${node}`, () => graph.updateState(thread('1'), { log: [`as ${node}`] }, node));
      const { next, values, metadata } = await graph.getState(thread('1'));
      t.record(`after ${node}`, { next, values, metadata });
    }
    await t.attempt('as unknown', () => graph.updateState(thread('1'), {}, 'x'));
    await t.attempt('null', () => graph.updateState(thread('1'), null));
    await t.attempt('null as node', () => graph.updateState(thread('1'), null, 'a'));
    await t.attempt('undefined', () => graph.updateState(thread('1'), undefined));
    await t.attempt('number', () => graph.updateState(thread('1'), 5, 'a'));
    t.savedBy(saver);
    t.record('goes on', await graph.invoke(null, thread('1')));
  },
  'updateState on a new thread, and where it is ambiguous': async (lib, t) => {
    const graph = two(lib, t.memory());
    await t.attempt('new', () => graph.updateState(thread('1'), { log: ['u'] }));
    await t.attempt('new as a', () => graph.updateState(thread('2'), { log: ['u'] }, 'a'));
    t.record('state', await graph.getState(thread('2')));
    t.record('goes on', await graph.invoke(null, thread('2')));
    const fan: Loose = new lib.StateGraph(logState(lib));
    for (const name of ['a', 'b']) fan.addNode(name, logger(name)).addEdge(lib.START, name);
    const ambiguous = fan.compile({ checkpointer: t.memory() });
    await ambiguous.invoke({}, thread('1'));
    await t.attempt('ambiguous', () => ambiguous.updateState(thread('1'), { log: ['u'] }));
    const single: Loose = new lib.StateGraph(logState(lib)).addNode('a', logger('a')).addEdge(lib.START, 'a');
    await t.attempt('one node', () =>
      single.compile({ checkpointer: t.memory() }).updateState(thread('1'), { log: ['u'] }),
    );
  },
  'updateState runs the branches of its node': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('b', logger('b'))
      .addNode('c', logger('c'))
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', (s: Loose) => (s.plain === 'c' ? 'c' : [new lib.Send('b', { log: [1, 2] })]) as Loose)
      .compile({ checkpointer: t.memory() });
    await graph.updateState(thread('1'), { plain: 'c' }, 'a');
    t.record('to c', await graph.getState(thread('1')));
    await graph.updateState(thread('2'), { plain: 'x' }, 'a');
    t.record('to send', await graph.getState(thread('2')));
    t.record('goes on', await graph.invoke(null, thread('2')));
    await t.attempt('command', () =>
      graph.updateState(thread('3'), new lib.Command({ goto: 'b', update: { log: ['c'] } }), 'a'),
    );
  },
  bulkUpdateState: async (lib, t) => {
    const saver = t.saver();
    const graph = two(lib, saver);
    await t.attempt('steps', () =>
      graph.bulkUpdateState(thread('1'), [
        { updates: [{ values: { log: ['i'] }, asNode: '__input__' }] },
        {
          updates: [
            { values: { log: ['a'] }, asNode: 'a' },
            { values: { log: ['b'] }, asNode: 'b' },
          ],
        },
      ]),
    );
    t.record('state', await graph.getState(thread('1')));
    await t.attempt('no steps', () => graph.bulkUpdateState(thread('1'), []));
    await t.attempt('no updates', () => graph.bulkUpdateState(thread('1'), [{ updates: [] }]));
    await t.attempt('no node', () =>
      graph.bulkUpdateState(thread('1'), [{ updates: [{ values: {} }, { values: {} }] }]),
    );
    t.savedBy(saver);
  },
};
