import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, thread, type Loose } from './log-state.ts';

/** `a`, then `ask` as given, then `z`. */
const asking = (lib: Library, ask: Loose, checkpointer?: Loose, more: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib))
    .addNode('a', logger('a'))
    .addNode('ask', ask, more)
    .addNode('z', logger('z'))
    .addEdge(lib.START, 'a')
    .addEdge('a', 'ask')
    .addEdge('ask', 'z')
    .compile({ checkpointer });

export const interrupts: Programs = {
  'a question ends the run, an answer resumes it': async (lib, t) => {
    const saver = t.saver();
    const graph = asking(lib, () => ({ log: [`got ${lib.interrupt({ ask: 'name?' })}`] }), saver);
    t.record('asked', await graph.invoke({ log: ['i'] }, thread('1')));
    t.record('state', await graph.getState(thread('1')));
    t.record('answered', await graph.invoke(new lib.Command({ resume: 'Ann' }), thread('1')));
    t.record('state after', await graph.getState(thread('1')));
    t.savedBy(saver);
  },
  'every stream mode of a question and its answer': async (lib, t) => {
    for (const streamMode of ['values', 'updates', 'tasks', 'checkpoints', 'debug']) {
      const graph = asking(lib, () => ({ log: [lib.interrupt('q')] }), t.memory());
      await t.chunks(`${streamMode} asked`, () => graph.stream({}, { ...thread('1'), streamMode }));
      await t.chunks(`${streamMode} answered`, () =>
        graph.stream(new lib.Command({ resume: 'x' }), { ...thread('1'), streamMode }),
      );
    }
  },
  'several questions in one node': async (lib, t) => {
    let runs = 0;
    const saver = t.saver();
    const ask = (): Loose => (runs++, { plain: [1, 2, 3].map((n) => lib.interrupt(n)) });
    const graph = asking(lib, ask, saver);
    t.record('asked', await graph.invoke({}, thread('1')));
    for (const answer of ['one', ['two'], { three: 3 }]) {
      await t.attempt(JSON.stringify(answer), () => graph.invoke(new lib.Command({ resume: answer }), thread('1')));
      t.record('tasks', (await graph.getState(thread('1'))).tasks);
    }
    t.record('runs', runs);
    t.savedBy(saver);
  },
  'falsy answers': async (lib, t) => {
    for (const answer of ['', 0, false, null, undefined]) {
      const graph = asking(lib, () => ({ plain: [lib.interrupt('q')] }), t.memory());
      const asked = (await graph.invoke({}, thread('1'))) as Loose;
      await t.attempt(`plain ${String(answer)}`, () => graph.invoke(new lib.Command({ resume: answer }), thread('1')));
      const resume = { [asked[lib.INTERRUPT][0].id]: answer };
      await t.attempt(`by id ${String(answer)}`, () => graph.invoke(new lib.Command({ resume }), thread('1')));
    }
  },
  'several questions in one node, answered by id': async (lib, t) => {
    const graph = asking(lib, () => ({ plain: [1, 2].map((n) => lib.interrupt(n)) }), t.memory());
    let result = (await graph.invoke({}, thread('1'))) as Loose;
    for (const answer of ['one', 'two']) {
      const resume = { [result[lib.INTERRUPT]?.[0].id]: answer };
      t.record(answer, (result = (await graph.invoke(new lib.Command({ resume }), thread('1'))) as Loose));
    }
  },
  'questions in parallel are answered by their ids': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib));
    for (const name of ['a', 'b', 'c']) {
      builder
        .addNode(name, (() => ({ log: [name === 'c' ? 'c' : `${name}:${lib.interrupt(`${name}?`)}`] })) as Loose)
        .addEdge(lib.START, name);
    }
    const graph = builder.compile({ checkpointer: t.memory() });
    const asked = (await graph.invoke({}, thread('1'))) as Loose;
    t.record('asked', asked);
    t.record('state', await graph.getState(thread('1')));
    const ids = asked[lib.INTERRUPT].map((one: Loose) => one.id);
    t.record('first', await graph.invoke(new lib.Command({ resume: { [ids[0]]: 'A' } }), thread('1')));
    t.record('state between', await graph.getState(thread('1')));
    t.record('second', await graph.invoke(new lib.Command({ resume: { [ids[1]]: 'B' } }), thread('1')));
    const other = builder.compile({ checkpointer: t.memory() });
    await other.invoke({}, thread('1'));
    await t.attempt('one answer for two', () => other.invoke(new lib.Command({ resume: 'X' }), thread('1')));
  },
  'what has finished beside a question does not run again': async (lib, t) => {
    const ran: string[] = [];
    const builder: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', (() => (ran.push('a'), { log: ['a'] })) as Loose)
      .addNode('b', (() => (ran.push('b'), { log: [lib.interrupt('b?')] })) as Loose)
      .addNode('c', (() => (ran.push('c'), { log: ['c'] })) as Loose)
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'b')
      .addEdge(['a', 'b'], 'c');
    const graph = builder.compile({ checkpointer: t.memory() });
    t.record('asked', await graph.invoke({}, thread('1')));
    const state = await graph.getState(thread('1'));
    t.record('state', [state.next, state.tasks]);
    await t.chunks('answered', () => graph.stream(new lib.Command({ resume: 'B' }), thread('1')));
    t.record('ran', ran);
  },
  'questions where none can be asked': async (lib, t) => {
    await t.attempt('outside', () => lib.interrupt('q'));
    await t.attempt('no saver', () => asking(lib, () => ({ plain: lib.interrupt('q') })).invoke({}));
    await t.attempt('resume without saver', () => asking(lib, logger('q')).invoke(new lib.Command({ resume: 1 })));
    const graph = asking(lib, logger('q'), t.memory());
    await t.attempt('resume of a new thread', () => graph.invoke(new lib.Command({ resume: 1 }), thread('1')));
    await graph.invoke({}, thread('2'));
    await t.attempt('resume of what has ended', () => graph.invoke(new lib.Command({ resume: 1 }), thread('2')));
  },
  'NodeInterrupt of old': async (lib, t) => {
    let times = 0;
    const graph = asking(
      lib,
      () => {
        if (times++ === 0) throw new lib.NodeInterrupt('old question');
        return { log: ['ok'] };
      },
      t.memory(),
    );
    await t.chunks('asked', () => graph.stream({}, thread('1')));
    t.record('state', await graph.getState(thread('1')));
    await t.chunks('goes on', () => graph.stream(null, thread('1')));
    const edge: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', () => {
        throw new lib.NodeInterrupt('in an edge');
      })
      .compile({ checkpointer: t.memory() });
    await t.attempt('edge', () => edge.invoke({}, thread('1')));
  },
  guards: async (lib, t) => {
    const values: Loose[] = [{ [lib.INTERRUPT]: [{ value: 1 }] }, { [lib.INTERRUPT]: [] }, {}, { [lib.INTERRUPT]: 1 }];
    t.record(
      'function',
      values.map((value) => lib.isInterrupted(value)),
    );
    const graph = asking(lib, logger('q'), t.memory());
    t.record(
      'method',
      values.map((value) => graph.isInterrupted(value)),
    );
    await t.attempt('none', () => [lib.isInterrupted(undefined), lib.isInterrupted(null), lib.isInterrupted('x')]);
    t.record('key', lib.INTERRUPT);
  },
  'a question in a tool, in a nested function, after an await': async (lib, t) => {
    const asks = tool(({ q }: Loose) => `${q}:${lib.interrupt(q)}`, {
      name: 'asks',
      description: 'asks',
      schema: z.object({ q: z.string() }),
    });
    const graph = asking(
      lib,
      async (_state: Loose, config: Loose) => {
        await Promise.resolve();
        const nested = async (): Promise<string> => (await Promise.resolve(), lib.interrupt('nested'));
        return { log: [await asks.invoke({ q: 'tool' }), await nested(), config.interrupt?.('config')] };
      },
      t.memory(),
    );
    t.record('asked', await graph.invoke({}, thread('1')));
    for (const answer of ['1', '2', '3']) {
      t.record(answer, await graph.invoke(new lib.Command({ resume: answer }), thread('1')));
    }
  },
  'a question caught by the node': async (lib, t) => {
    const graph = asking(
      lib,
      () => {
        try {
          return { log: [lib.interrupt('q')] };
        } catch (error) {
          t.record('error', error);
          t.record('guards', [lib.isGraphInterrupt(error), lib.isGraphBubbleUp(error)]);
          throw error;
        }
      },
      t.memory(),
    );
    t.record('asked', await graph.invoke({}, thread('1')));
    t.record('answered', await graph.invoke(new lib.Command({ resume: 1 }), thread('1')));
  },
  'a command that leads to a node that asks again': async (lib, t) => {
    const graph = asking(lib, () => ({ log: [lib.interrupt('q')] }), t.memory());
    await graph.invoke({}, thread('1'));
    t.record('goto', await graph.invoke(new lib.Command({ goto: 'ask' }), thread('1')));
    t.record('state', await graph.getState(thread('1')));
    t.record(
      'resume and update',
      await graph.invoke(new lib.Command({ resume: 'r', update: { plain: 1 } }), thread('1')),
    );
  },
  'pending questions are dropped with END': async (lib, t) => {
    const graph = asking(lib, () => ({ log: [lib.interrupt('q')] }), t.memory());
    await graph.invoke({}, thread('1'));
    t.record('config', await graph.updateState(thread('1'), null, lib.END));
    t.record('state', await graph.getState(thread('1')));
  },
  'new input on a thread that waits': async (lib, t) => {
    const graph = asking(lib, () => ({ log: [lib.interrupt('q')] }), t.memory());
    await graph.invoke({ log: ['first'] }, thread('1'));
    t.record('second', await graph.invoke({ log: ['second'] }, thread('1')));
    t.record('answered', await graph.invoke(new lib.Command({ resume: 'r' }), thread('1')));
  },
};
