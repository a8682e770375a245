import type { Programs } from '../run-program.ts';
import { logState, logger, thread, type Loose } from './log-state.ts';

export const breakpoints: Programs = {
  'breakpoints before and after': async (lib, t) => {
    const build = (compile: Loose): Loose =>
      new lib.StateGraph(logState(lib))
        .addNode('a', logger('a'))
        .addNode('b', logger('b'))
        .addNode('c', logger('c'))
        .addEdge(lib.START, 'a')
        .addEdge('a', 'b')
        .addEdge('b', 'c')
        .compile({ checkpointer: t.memory(), ...compile });
    const kinds: Loose[] = [
      { interruptBefore: ['b'] },
      { interruptAfter: ['b'] },
      { interruptBefore: '*' },
      { interruptAfter: 'all' },
      { interruptBefore: 'all' },
      { interruptBefore: ['a'] },
      { interruptAfter: ['c'] },
      { interruptBefore: ['b', 'c'], interruptAfter: ['a'] },
    ];
    for (const kind of kinds) {
      const name = JSON.stringify(kind);
      await t.attempt(`${name} compiled`, async () => {
        const graph = build(kind);
        const results = [await graph.invoke({}, thread('1'))];
        for (let turn = 0; turn < 5; turn++) {
          const { next } = await graph.getState(thread('1'));
          results.push(next, await graph.invoke(null, thread('1')));
        }
        return results;
      });
      const graph = build({});
      await t.chunks(`${name} called`, () => graph.stream({}, { ...thread('1'), ...kind }));
      await t.chunks(`${name} went on`, () => graph.stream(null, { ...thread('1'), ...kind, streamMode: 'values' }));
    }
    await t.attempt('no saver', () => build({ checkpointer: undefined, interruptBefore: ['b'] }).invoke({}));
  },
  'a breakpoint, and the state changed meanwhile': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('ask', logger('ask'))
      .addEdge(lib.START, 'a')
      .addEdge('a', 'ask')
      .compile({ checkpointer: t.memory() });
    const stop = { ...thread('1'), interruptBefore: ['ask'] };
    t.record('stopped', await graph.invoke({}, stop));
    t.record('config', await graph.updateState(thread('1'), { log: ['changed'] }));
    t.record('state', await graph.getState(thread('1')));
    t.record('result', await graph.invoke(null, thread('1')));
  },
  'a breakpoint before one of two, and a node between': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib));
    for (const name of ['a', 'b', 'c']) builder.addNode(name, logger(name));
    const graph = builder
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'b')
      .addEdge(['a', 'b'], 'c')
      .compile({ checkpointer: t.memory(), interruptBefore: ['b', 'c'] });
    for (const input of [{ log: ['x'] }, null, null, null, { log: ['y'] }]) {
      await t.chunks(JSON.stringify(input), () =>
        graph.stream(input, { ...thread('1'), streamMode: ['updates', 'values'] }),
      );
      t.record('next', (await graph.getState(thread('1'))).next);
    }
  },
  'breakpoints within a nested graph': async (lib, t) => {
    const inner: Loose = new lib.StateGraph(logState(lib))
      .addNode('i', logger('i'))
      .addNode('k', logger('k'))
      .addEdge(lib.START, 'i')
      .addEdge('i', 'k')
      .compile({ interruptBefore: ['k'] });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('sub', inner)
      .addNode('z', logger('z'))
      .addEdge(lib.START, 'sub')
      .addEdge('sub', 'z')
      .compile({ checkpointer: t.memory() });
    await t.chunks('stops', () => graph.stream({}, { ...thread('1'), subgraphs: true }));
    t.record('state', await graph.getState(thread('1'), { subgraphs: true }));
    await t.chunks('goes on', () => graph.stream(null, { ...thread('1'), subgraphs: true }));
  },
};
