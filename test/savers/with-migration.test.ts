/** A graph changes between two runs of a thread. */
import { describe, expect, it } from 'vitest';
import { MemorySaver as LangChainMemory } from '@langchain/langgraph-checkpoint';
import {
  delta,
  interrupt,
  lastValue,
  MemorySaver,
  MossError,
  reducer,
  START,
  StateGraphEngine,
  stateGraph,
  type Checkpoint,
  type Saver,
} from '../../src/engine/index.ts';
import { fromLangChainSaver, withMigration } from '../../src/savers/index.ts';

const T = { threadId: 't' } as const;
const list = () =>
  reducer<readonly string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );

/** Before: `ask` leads to `draft`. */
const before = () =>
  stateGraph({ log: list(), mood: lastValue('calm') })
    .addNode('ask', () => ({ log: [interrupt<string>('go on?')] }))
    .addNode('draft', () => ({ log: ['draft'] }))
    .addEdge(START, 'ask')
    .addEdge('ask', 'draft')
    .compile();

/** After: `ask` is called `approve`, `log` is called `notes`, there is no `mood`. */
const after = () =>
  stateGraph({ notes: list() })
    .addNode('approve', () => ({ notes: [interrupt<string>('go on?')] }))
    .addNode('write', () => ({ notes: ['write'] }))
    .addEdge(START, 'approve')
    .addEdge('approve', 'write')
    .compile();

const renamed = (text: string): string => (text === 'ask' ? 'approve' : text);

function migrate(checkpoint: Checkpoint): Checkpoint {
  if (!checkpoint.values.has('log')) return checkpoint;
  const { log, mood: _, ...rest } = Object.fromEntries(checkpoint.values);
  return {
    ...checkpoint,
    values: new Map(Object.entries({ ...rest, notes: log })),
    next: checkpoint.next.map((task) => ({ ...task, node: renamed(task.node) })),
    records: checkpoint.records.map((record) => ({
      ...record,
      interrupts: record.interrupts.map((question) => ({ ...question, node: renamed(question.node) })),
    })),
  };
}

const savers: [string, () => Saver][] = [
  ['a saver of ours', () => new MemorySaver()],
  ["a saver of LangChain's", () => fromLangChainSaver(new LangChainMemory())],
];

describe.each(savers)('a graph that changed, on %s', (kind, make) => {
  it('is refused, naming what is missing', async () => {
    const saver = make();
    await new StateGraphEngine(before(), { saver }).invoke({ log: ['in'] }, T);
    const failed = await new StateGraphEngine(after(), { saver }).resume('yes', T).catch((error: unknown) => error);
    if (kind === 'a saver of ours') {
      expect(MossError.is(failed, 'CHECKPOINT_MISMATCH')).toBe(true);
      expect((failed as Error).message).toMatch(/"log".*migrate/);
    } else expect(MossError.is(failed)).toBe(true);
  });
});

describe('a thread that is migrated', () => {
  it('goes on where it was, in the graph of today', async () => {
    const kept = new MemorySaver();
    await new StateGraphEngine(before(), { saver: kept }).invoke({ log: ['in'] }, T);
    const engine = new StateGraphEngine(after(), { saver: withMigration(kept, migrate) });
    expect(await engine.state('t')).toMatchObject({ values: { notes: ['in'] }, next: ['approve'] });
    expect(await engine.resume('yes', T)).toEqual({ notes: ['in', 'yes', 'write'] });
    // What is stored since then needs no migration any more.
    const plain = new StateGraphEngine(after(), { saver: kept });
    expect((await plain.state('t'))?.values).toEqual({ notes: ['in', 'yes', 'write'] });
  });

  it('goes on from an older checkpoint, and in every durability', async () => {
    for (const durability of ['sync', 'async', 'exit'] as const) {
      const kept = new MemorySaver();
      await new StateGraphEngine(before(), { saver: kept }).invoke({ log: ['in'] }, T);
      const engine = new StateGraphEngine(after(), { saver: withMigration(kept, migrate) });
      const checkpoint = (await engine.state('t'))?.checkpoint;
      await engine.updateState('t', { notes: ['noted'] });
      const forked = await engine.resume('yes', { ...T, durability, checkpoint });
      expect(forked).toEqual({ notes: ['in', 'yes', 'write'] });
      expect((await new StateGraphEngine(after(), { saver: kept }).state('t'))?.values).toEqual(forked);
    }
  });

  it('moves what a delta channel holds without folding it by hand', async () => {
    const channel = () =>
      delta<readonly string[], readonly string[]>(
        (held, writes) => [...held, ...writes.flat()],
        () => [],
      );
    const plan = <Name extends string>(name: Name) =>
      stateGraph({ [name]: channel(), rounds: lastValue(0) } as unknown as {
        rounds: ReturnType<typeof lastValue<number>>;
      })
        .addNode('say', (state) => ({ [name]: ['word'], rounds: state.rounds + 1 }) as never)
        .addEdge(START, 'say')
        .compile();
    const kept = new MemorySaver();
    for (let run = 0; run < 3; run++) await new StateGraphEngine(plan('words'), { saver: kept }).invoke({}, T);
    const move = (checkpoint: Checkpoint): Checkpoint => {
      const values = new Map(checkpoint.values);
      if (!values.has('words')) return checkpoint;
      values.set('said', values.get('words'));
      values.delete('words');
      return { ...checkpoint, values };
    };
    const engine = new StateGraphEngine(plan('said'), { saver: withMigration(kept, move) });
    expect(await engine.invoke({}, T)).toEqual({ rounds: 4, said: ['word', 'word', 'word', 'word'] });
    expect((await new StateGraphEngine(plan('said'), { saver: kept }).state('t'))?.values).toEqual({
      rounds: 4,
      said: ['word', 'word', 'word', 'word'],
    });
  });

  it('fails with what the migration throws, and stays as it was', async () => {
    const kept = new MemorySaver();
    await new StateGraphEngine(before(), { saver: kept }).invoke({ log: ['in'] }, T);
    const failing = withMigration(kept, () => {
      throw new Error('cannot be migrated');
    });
    const failed = await new StateGraphEngine(after(), { saver: failing })
      .resume('yes', T)
      .catch((error: unknown) => error);
    expect(MossError.is(failed, 'SAVER_FAILED') && (failed.cause as Error).message).toBe('cannot be migrated');
    expect((await new StateGraphEngine(before(), { saver: kept }).state('t'))?.next).toEqual(['ask']);
  });
});
