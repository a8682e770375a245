import { AIMessage, HumanMessage, RemoveMessage } from '@langchain/core/messages';
import { z } from 'zod';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logger, thread, type Loose } from './log-state.ts';

const listState = (lib: Library, more: Loose = {}): Loose =>
  new lib.StateSchema({
    log: new lib.DeltaValue(
      z.array(z.string()).default(() => []),
      { reducer: (held: string[], writes: string[][]) => (held ?? []).concat(...writes), ...more } as Loose,
    ),
  } as Loose);

const two = (lib: Library, state: Loose, compile: Loose = {}, nodes: Loose = {}): Loose =>
  (new lib.StateGraph(state) as Loose)
    .addNode('a', nodes.a ?? logger('a'))
    .addNode('b', nodes.b ?? logger('b'))
    .addEdge(lib.START, 'a')
    .addEdge('a', 'b')
    .compile(compile);

export const delta: Programs = {
  'delta values without a saver': async (lib, t) => {
    const graph = two(lib, listState(lib));
    t.record('result', await graph.invoke({ log: ['x'] }));
    await t.chunks('values', () => graph.stream({ log: ['x'] }, { streamMode: 'values' }));
    await t.chunks('updates', () => graph.stream({ log: ['x'] }));
  },
  'writes of one step come to the reducer together': async (lib, t) => {
    const state = listState(lib, {
      reducer: (held: string[], writes: string[][]) => [
        ...(held ?? []),
        // In the order of the ids of their tasks, which are random.
        `[${writes
          .map((write) => write.join('+'))
          .sort((one, other) => (one < other ? -1 : 1))
          .join()}]`,
      ],
    });
    const builder: Loose = new lib.StateGraph(state);
    for (const name of ['b', 'a', 'c']) builder.addNode(name, () => ({ log: [name] })).addEdge(lib.START, name);
    t.record('result', await builder.compile().invoke({ log: ['x'] }));
  },
  'what is stored of delta values, by durability': async (lib, t) => {
    for (const durability of ['sync', 'async', 'exit']) {
      const saver = t.saver();
      const graph = two(lib, listState(lib), { checkpointer: saver });
      for (const turn of ['1', '2']) {
        await t.attempt(`${durability} ${turn}`, () => graph.invoke({ log: [turn] }, { ...thread('1'), durability }));
      }
      t.record('state', await graph.getState(thread('1')));
      t.savedBy(saver);
    }
  },
  'snapshots as often as asked': async (lib, t) => {
    for (const snapshotFrequency of [1, 2, 5]) {
      const saver = t.saver();
      const graph = two(lib, listState(lib, { snapshotFrequency }), { checkpointer: saver });
      for (const turn of ['1', '2', '3']) await graph.invoke({ log: [turn] }, thread('1'));
      t.record('values', (await graph.getState(thread('1'))).values);
      t.savedBy(saver);
    }
  },
  'history and replay of delta values': async (lib, t) => {
    const graph = two(lib, listState(lib, { snapshotFrequency: 3 }), { checkpointer: t.memory() });
    for (const turn of ['1', '2']) await graph.invoke({ log: [turn] }, thread('1'));
    const history = await t.collect<Loose>(graph.getStateHistory(thread('1')));
    t.record(
      'history',
      history.map(({ values, metadata, next }) => ({ values, metadata, next })),
    );
    const before = history.find(({ next }) => next[0] === 'b');
    t.record('replayed', await graph.invoke(null, before.config));
    // Its own write and that of the task that ran there before are in the order of their ids, which are random.
    const forked = await graph.updateState(before.config, { log: ['forked'] });
    const { log } = (await graph.invoke(null, forked)) as Loose;
    t.record('forked', [log.length, log.includes('forked')]);
  },
  'overwrites of delta values': async (lib, t) => {
    const saver = t.saver();
    const graph = two(
      lib,
      listState(lib),
      { checkpointer: saver },
      {
        a: () => ({ log: new lib.Overwrite(['new']) }),
      },
    );
    await t.attempt('result', () => graph.invoke({ log: ['x'] }, thread('1')));
    await t.attempt('again', () => graph.invoke({ log: ['y'] }, thread('1')));
    t.savedBy(saver);
  },
  'delta values across a question and a failure': async (lib, t) => {
    let failed = false;
    const node = (): Loose => {
      const answer = lib.interrupt('q');
      if (!failed) {
        failed = true;
        throw new TypeError('once');
      }
      return { log: [answer] };
    };
    const graph = two(lib, listState(lib), { checkpointer: t.memory() }, { b: node });
    t.record('asked', await graph.invoke({ log: ['x'] }, thread('1')));
    await t.attempt('fails', () => graph.invoke(new lib.Command({ resume: 'r' }), thread('1')));
    await t.attempt('goes on', () => graph.invoke(null, thread('1')));
    t.record('state', await graph.getState(thread('1')));
  },
  MessagesDeltaValue: async (lib, t) => {
    const state = new lib.StateSchema({ messages: lib.MessagesDeltaValue } as Loose);
    const saver = t.saver();
    const graph = two(
      lib,
      state,
      { checkpointer: saver },
      {
        a: () => ({ messages: [new AIMessage({ content: 'a', id: '2' })] }),
        b: () => ({
          messages: [new RemoveMessage({ id: '1' }), new AIMessage({ content: 'A', id: '2' }), new AIMessage('no id')],
        }),
      },
    );
    await t.attempt('result', () =>
      graph.invoke({ messages: [new HumanMessage({ content: 'x', id: '1' })] }, thread('1')),
    );
    t.record('state', (await graph.getState(thread('1'))).values);
    await t.attempt('again', () => graph.invoke({ messages: [{ role: 'user', content: 'y', id: '3' }] }, thread('1')));
    t.savedBy(saver);
  },
};
