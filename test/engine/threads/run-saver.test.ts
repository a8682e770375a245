import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  START,
  StateGraphEngine,
  interrupt,
  lastValue,
  stateGraph,
  subgraph,
  type RunGraph,
  type RunSaver,
  type Saver,
} from '../../../src/engine/index.ts';
import { line } from './fixtures.ts';

/** Tells what its run savers are told; they keep nothing but what the engine would have kept anyway. */
function toldSaver(kept = new MemorySaver()) {
  const told: string[] = [];
  const graphs: RunGraph[] = [];
  let ids = 0;
  const saver: Saver = {
    commit: () => expect.unreachable(),
    putRecord: () => expect.unreachable(),
    load: () => expect.unreachable(),
    history: () => expect.unreachable(),
    deleteThread: (thread) => kept.deleteThread(thread),
    forRun(graph) {
      graphs.push(graph);
      const run: RunSaver = {
        nextId: () => `id${String(++ids).padStart(3, '0')}`,
        commit(commit) {
          told.push(`commit ${commit.step}`);
          kept.commit(commit);
        },
        report(key, checkpoint, report) {
          const { node, done, interrupts, answers, failed } = report;
          const what = failed
            ? 'failed'
            : done
              ? 'done'
              : interrupts.length > 0
                ? 'asks'
                : `answered ${answers.length}`;
          told.push(`${node} ${what} at ${checkpoint}`);
          if (report.task !== '' && failed === undefined) kept.putRecord(key, checkpoint!, report);
        },
        close: ({ namespace }) => void told.push(`close "${namespace}"`),
        putRecord: () => expect.unreachable(),
        load: (key, id) => kept.load(key, id),
        history: (key) => kept.history(key),
        deleteThread: (thread) => kept.deleteThread(thread),
      };
      return run;
    },
  };
  return { saver, told, graphs, take: () => told.splice(0) };
}

describe('a saver that is told everything', () => {
  it.each(['sync', 'async', 'exit'] as const)('gets every task and every checkpoint: %s', async (durability) => {
    const { saver, take, graphs } = toldSaver();
    const engine = new StateGraphEngine(line(), { saver });
    await engine.invoke({}, { threadId: 't', durability });
    expect(take()).toEqual([
      '__start__ done at undefined',
      'commit 0',
      'a done at id001',
      'commit 1',
      'b done at id002',
      'commit 2',
      'c done at id003',
      'commit 3',
      'close ""',
    ]);
    expect(graphs.map(({ deferred }) => deferred)).toEqual([durability === 'exit']);
    expect((await engine.state('t'))?.checkpoint).toBe('id004');
    expect(graphs.at(-1)?.deferred).toBeUndefined();
  });

  it('is told of failures, questions and answers, also of a subgraph', async () => {
    const { saver, take, graphs } = toldSaver();
    const inner = stateGraph({ x: lastValue('') })
      .addNode('ask', () => {
        interrupt<string>('?');
        throw new Error('down');
      })
      .addEdge(START, 'ask')
      .compile();
    const plan = stateGraph({ x: lastValue('') })
      .addNode('sub', subgraph(inner))
      .addEdge(START, 'sub')
      .compile();
    const engine = new StateGraphEngine(plan, { saver });
    const options = { threadId: 't', durability: 'sync' } as const;
    await engine.invoke({}, options);
    const within = 'id001.0:sub';
    const asked = ['ask asks at id002', `close "${within}"`, 'sub asks at id001', 'close ""'];
    expect(take().slice(-4)).toEqual(asked);
    expect(graphs[0]?.planOf(within)).toBe(inner);
    expect(graphs[0]?.planOf('')).toBe(plan);
    await expect(engine.resume('yes', options)).rejects.toThrow('down');
    expect(take()).toEqual([
      'sub answered 0 at id001',
      'ask answered 1 at id002',
      'ask failed at id002',
      `close "${within}"`,
      'sub failed at id001',
      'close ""',
    ]);
  });

  it('locks threads by the saver that the engine was given', async () => {
    const { saver } = toldSaver();
    const engine = new StateGraphEngine(
      line(async () => {}),
      { saver },
    );
    const runs = [engine.invoke({}, { threadId: 't' }), engine.invoke({}, { threadId: 't' })];
    const ends = (await Promise.allSettled(runs)).map(({ status }) => status);
    expect(ends).toEqual(['fulfilled', 'rejected']);
  });
});
