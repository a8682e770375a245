/** Threads that are written into from outside. */
import type { Programs } from '../../differential/run-program.ts';
import { logState, logger, thread, type Loose } from '../../differential/programs/log-state.ts';
import { CallSaver } from '../call-saver.ts';
import { asker, busy, chain, fan } from '../graphs.ts';
import { look, past, run } from '../observe.ts';

export const forks: Programs = {
  'an update at every checkpoint': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = chain(lib, { a: logger('a'), b: logger('b'), c: logger('c') }, { checkpointer });
    await run(t, 'first', graph, { log: ['x'] });
    checkpointer.noteOn(t, 'calls');
    for (const [place, { config }] of (await past(t, 'before', graph)).entries()) {
      const forked = await t.attempt(`update ${place}`, () => graph.updateState(config, { log: [`u${place}`] }));
      if (forked === undefined) continue;
      await look(t, `updated ${place}`, graph, forked);
      await run(t, `goes on ${place}`, graph, null, forked);
      checkpointer.noteOn(t, `calls ${place}`);
    }
    await past(t, 'after', graph);
  },
  'updates as nodes': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = busy(lib, { checkpointer });
    await run(t, 'first', graph, { log: ['x'] });
    checkpointer.noteOn(t, 'calls');
    for (const node of ['a', 'b', 'b2', 'w', 'j', 'd', '__start__', '__end__', 'none']) {
      await t.attempt(`as ${node}`, () => graph.updateState(thread('1'), { log: [`u-${node}`] }, node));
      checkpointer.noteOn(t, `calls as ${node}`);
      await look(t, `as ${node}`, graph);
      await run(t, `on from ${node}`, graph, null);
      checkpointer.noteOn(t, `calls on from ${node}`);
    }
    await past(t, 'after', graph);
  },
  'copies, input and the end': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = fan(lib, { a: logger('a'), b: logger('b'), q: asker(lib, 'q') }, { checkpointer });
    await t.attempt('copy of nothing', () => graph.updateState(thread('1'), null, '__copy__'));
    await t.attempt('empty on nothing', () => graph.updateState(thread('2'), null));
    await look(t, 'empty on nothing', graph, thread('2'));
    await t.attempt('end of nothing', () => graph.updateState(thread('3'), null, '__end__'));
    await look(t, 'end of nothing', graph, thread('3'));
    await t.attempt('input on nothing', () => graph.updateState(thread('4'), { log: ['i'] }, '__input__'));
    await look(t, 'input on nothing', graph, thread('4'));
    await run(t, 'goes on from input', graph, null, thread('4'));
    await run(t, 'first', graph, { log: ['x'] });
    checkpointer.noteOn(t, 'calls');
    const snapshots = await past(t, 'asks', graph);
    for (const [place, { config }] of snapshots.entries()) {
      for (const [name, values, node] of [
        ['copy', null, '__copy__'],
        [
          'copy with updates',
          [
            [{ log: ['ca'] }, 'a'],
            [{ log: ['cb'] }, 'b'],
          ],
          '__copy__',
        ],
        ['input', { log: ['in'] }, '__input__'],
        ['nothing', null, undefined],
        ['end', null, '__end__'],
        ['end with values', { log: ['e'] }, '__end__'],
      ] as const) {
        const made = await t.attempt(`${name} ${place}`, () => graph.updateState(config, values, node));
        checkpointer.noteOn(t, `calls ${name} ${place}`);
        if (made === undefined) continue;
        await look(t, `${name} ${place}`, graph, made);
        await run(t, `${name} ${place} goes on`, graph, null, made);
        checkpointer.noteOn(t, `calls ${name} ${place} goes on`);
      }
    }
    await past(t, 'after', graph);
  },
  'while the thread waits': async (lib, t) => {
    for (const node of ['a', 'q', 'z', undefined]) {
      const checkpointer = new CallSaver();
      const graph = fan(lib, { a: logger('a'), b: logger('b'), q: asker(lib, 'q') }, { checkpointer });
      await run(t, `${node}: first`, graph, { log: ['x'] });
      checkpointer.noteOn(t, `${node}: calls`);
      await t.attempt(`${node}: update`, () => graph.updateState(thread('1'), { log: ['u'] }, node));
      checkpointer.noteOn(t, `${node}: calls of update`);
      await look(t, `${node}: updated`, graph);
      await run(t, `${node}: answered`, graph, new lib.Command({ resume: 'r' }));
      checkpointer.noteOn(t, `${node}: calls answered`);
      await look(t, `${node}: answered`, graph);
      await past(t, `${node}`, graph);
    }
  },
  'branches follow an update': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('l', logger('l'))
      .addNode('r', logger('r'))
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', (s: Loose) => (s.plain === 'r' ? 'r' : [new lib.Send('l', { log: [] })]), [
        'l',
        'r',
      ] as Loose)
      .compile({ checkpointer });
    await t.attempt('unasked', () => graph.updateState(thread('1'), { plain: 'r' }));
    await t.attempt('r', () => graph.updateState(thread('1'), { plain: 'r' }, 'a'));
    await look(t, 'r', graph);
    await run(t, 'r', graph, null);
    await t.attempt('l', () => graph.updateState(thread('1'), { plain: 'l' }, 'a'));
    await look(t, 'l', graph);
    await run(t, 'l', graph, null);
    checkpointer.noteOn(t, 'calls');
    await past(t, 'after', graph);
  },
  'supersteps in bulk': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = busy(lib, { checkpointer });
    const bulk = (name: string, steps: Loose) =>
      t.attempt(name, () =>
        graph.bulkUpdateState(
          thread('1'),
          steps.map((updates: Loose) => ({ updates })),
        ),
      );
    await bulk('none', []);
    await bulk('empty', [[]]);
    await bulk('several without node', [[{ values: { log: ['1'] } }, { values: { log: ['2'] } }]]);
    await bulk('two copies', [[{ values: null, asNode: '__copy__' }, { values: null }]]);
    await bulk('two inputs', [[{ values: {}, asNode: '__input__' }, { values: {} }]]);
    await bulk('two ends', [[{ values: null, asNode: '__end__' }, { values: {} }]]);
    await bulk('two empty', [[{ values: null }, { values: {} }]]);
    await bulk('a thread', [
      [{ values: { log: ['x'] }, asNode: '__input__' }],
      [{ values: { log: ['s'] }, asNode: '__start__' }],
      [
        { values: { log: ['a'] }, asNode: 'a' },
        { values: { log: ['b'] }, asNode: 'b' },
      ],
      [
        { values: { log: ['w1'] }, asNode: 'w' },
        { values: { log: ['w2'] }, asNode: 'w' },
        { values: { log: ['b2'] }, asNode: 'b2' },
      ],
    ]);
    checkpointer.noteOn(t, 'calls');
    await look(t, 'made', graph);
    await run(t, 'goes on', graph, null);
    checkpointer.noteOn(t, 'calls on');
    await past(t, 'after', graph);
  },
};
