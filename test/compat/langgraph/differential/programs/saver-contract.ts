import { MemorySaver } from '@langchain/langgraph-checkpoint';
import type { Programs } from '../run-program.ts';
import { logState, logger, pause, thread, type Loose } from './log-state.ts';

export const saverContract: Programs = {
  'a saver that fails to store': async (lib, t) => {
    class Failing extends MemorySaver {
      override put(): Promise<never> {
        return Promise.reject(new Error('disk full'));
      }
    }
    class FailingWrites extends MemorySaver {
      override putWrites(): Promise<never> {
        return Promise.reject(new Error('no writes'));
      }
    }
    class FailingReads extends MemorySaver {
      override getTuple(): Promise<never> {
        return Promise.reject(new Error('no reads'));
      }
    }
    const build = (checkpointer: Loose): Loose =>
      new lib.StateGraph(logState(lib)).addNode('a', logger('a')).addEdge(lib.START, 'a').compile({ checkpointer });
    for (const saver of [new Failing(), new FailingWrites(), new FailingReads()]) {
      for (const durability of ['sync', 'exit']) {
        await t.attempt(`${saver.constructor.name} ${durability}`, () =>
          build(saver).invoke({}, { ...thread('1'), durability }),
        );
      }
    }
  },
  'what is handed over is not changed later': async (lib, t) => {
    const kept: { now: string; object: unknown }[] = [];
    class Watching extends MemorySaver {
      override put(config: Loose, checkpoint: Loose, metadata: Loose): Promise<Loose> {
        kept.push(
          { now: JSON.stringify(checkpoint), object: checkpoint },
          { now: JSON.stringify(metadata), object: metadata },
        );
        return super.put(config, checkpoint, metadata);
      }
    }
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', (s: Loose) => (s.log.length < 4 ? 'a' : lib.END))
      .compile({ checkpointer: new Watching() });
    t.record('result', await graph.invoke({}, thread('1')));
    t.record(
      'unchanged',
      kept.map(({ now, object }) => JSON.stringify(object) === now),
    );
  },
  'sync durability stores a step before the next begins': async (lib, t) => {
    const order: string[] = [];
    class Slow extends MemorySaver {
      override async put(config: Loose, checkpoint: Loose, metadata: Loose): Promise<Loose> {
        await pause(5);
        const stored = await super.put(config, checkpoint, metadata);
        order.push(`put ${metadata.step}`);
        return stored;
      }
    }
    const node = (name: string) => () => (order.push(name), { log: [name] });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', node('a'))
      .addNode('b', node('b'))
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .compile({ checkpointer: new Slow() });
    await graph.invoke({}, { ...thread('1'), durability: 'sync' });
    t.record('sync', order.splice(0));
    await graph.invoke({}, { ...thread('2'), durability: 'async' });
    t.record(
      'async',
      order.filter((entry) => entry.startsWith('put')),
    );
    order.splice(0);
    await graph.invoke({}, { ...thread('3'), durability: 'exit' });
    t.record('exit', order);
  },
  'which channels a checkpoint holds': async (lib, t) => {
    const saver = t.memory();
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addEdge(lib.START, 'a')
      .compile({ checkpointer: saver });
    await graph.invoke({}, thread('1'));
    for await (const { checkpoint } of saver.list(thread('1'))) {
      t.record('channels', Object.keys(checkpoint.channel_values).sort());
      t.record('versions', Object.keys(checkpoint.channel_versions).sort());
    }
  },
  'a thread goes on in a new graph': async (lib, t) => {
    const saver = t.memory();
    const build = (): Loose =>
      new lib.StateGraph(logState(lib))
        .addNode('a', logger('a'))
        .addNode('b', (() => ({ log: [`b:${lib.interrupt('q')}`] })) as Loose)
        .addEdge(lib.START, 'a')
        .addEdge('a', 'b')
        .compile({ checkpointer: saver });
    await build().invoke({ log: ['x'] }, thread('1'));
    t.record('state', await build().getState(thread('1')));
    t.record('result', await build().invoke(new lib.Command({ resume: 'r' }), thread('1')));
    t.record('once more', await build().invoke({ log: ['y'] }, thread('1')));
  },
  'messages are stored as messages': async (lib, t) => {
    const saver = t.saver();
    const graph: Loose = new lib.StateGraph(lib.MessagesAnnotation)
      .addNode('a', (() => ({ messages: [{ role: 'assistant', content: 'yes', id: '2' }] })) as Loose)
      .addEdge(lib.START, 'a')
      .compile({ checkpointer: saver });
    await graph.invoke({ messages: [{ role: 'user', content: 'hi', id: '1' }] }, thread('1'));
    t.record('state', (await graph.getState(thread('1'))).values);
    t.savedBy(saver);
  },
  'sends that wait are stored': async (lib, t) => {
    const saver = t.saver();
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('w', ((n: Loose) => ({ log: [`w${n}`] })) as Loose)
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', (() => [new lib.Send('w', 1), new lib.Send('w', 2)]) as Loose, ['w'] as Loose)
      .compile({ checkpointer: saver, interruptBefore: ['w'] });
    await t.attempt('stopped', () => graph.invoke({}, thread('1')));
    t.record('state', await graph.getState(thread('1')));
    await t.attempt('goes on', () => graph.invoke(null, thread('1')));
    t.savedBy(saver);
  },
  'joins and deferred nodes are stored': async (lib, t) => {
    const saver = t.saver();
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('b', logger('b'))
      .addNode('b2', logger('b2'))
      .addNode('j', logger('j'))
      .addNode('d', logger('d'), { defer: true })
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'b')
      .addEdge('b', 'b2')
      .addEdge(['a', 'b2'], 'j')
      .addEdge('a', 'd')
      .compile({ checkpointer: saver });
    for (const turn of ['1', '2']) await t.chunks(turn, () => graph.stream({ log: [turn] }, thread('1')));
    t.savedBy(saver);
  },
};
