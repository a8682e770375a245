/** How much room threads take, and how it is given back. */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { END, START, StateGraphEngine, delta, lastValue, stateGraph } from '../../../src/engine/index.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';
import { T, list, talk, talked, newFile, open, type Message } from './fixtures.ts';

describe('the room that a thread takes', () => {
  it.each([
    ['1,600 short messages, one a step', 1600, 220, 1.5],
    ['800 messages of a kilobyte, one a step', 800, 1024, 1.5],
  ])('%s: at most half as much again as was said', async (_, until, characters, most) => {
    const file = newFile();
    const saver = new SqliteSaver(file);
    const said = await talked(saver, until, characters);
    saver.close();
    expect(statSync(file).size / said).toBeLessThanOrEqual(most);
  });

  it('is that of what changed, in a graph of a thousand keys', async () => {
    const bytesOf = async (keys: number): Promise<number> => {
      const names = Array.from({ length: keys }, (_, place) => `key ${place}`);
      const graph = stateGraph(Object.fromEntries([...names, 'n'].map((name) => [name, lastValue<unknown>(0)])))
        .addNode('step', (state) => ({ n: (state['n'] as number) + 1 }))
        .addEdge(START, 'step')
        .addConditionalEdges('step', (state) => ((state['n'] as number) < 500 ? 'step' : END));
      const file = newFile();
      const saver = new SqliteSaver(file);
      await new StateGraphEngine(graph.compile(), { saver }).invoke({}, { ...T, stepLimit: 500 });
      saver.close();
      return statSync(file).size;
    };
    const [few, many] = [await bytesOf(10), await bytesOf(1000)];
    // The keys themselves, once; nothing per step.
    expect(many - few).toBeLessThan(80 * 1000);
  });

  it('is shared by equal values, until the last that has them is pruned', async () => {
    const file = newFile();
    const saver = open(file);
    const big = 'x'.repeat(100_000);
    const plan = stateGraph({ big: lastValue(''), n: lastValue(0) })
      .addNode('again', ({ n }) => ({ big, n: n + 1 }))
      .addEdge(START, 'again')
      .addConditionalEdges('again', ({ n }) => (n < 20 ? 'again' : END))
      .compile();
    await new StateGraphEngine(plan, { saver }).invoke({}, T);
    saver.vacuum();
    expect(statSync(file).size).toBeLessThan(250_000);
    await saver.deleteThread('t');
    saver.vacuum();
    expect(statSync(file).size).toBeLessThan(80_000);
  });
});

describe('pruning', () => {
  it('keeps the last checkpoints, and what they need of those before', async () => {
    const file = newFile();
    const saver = open(file);
    const engine = new StateGraphEngine(talk(200, 40), { saver });
    await engine.invoke({}, { ...T, stepLimit: 200 });
    const before = await engine.state('t');
    expect(await saver.prune({ keepLast: 5 })).toEqual({ threads: 0, checkpoints: 196 });
    expect(await engine.state('t')).toEqual(before);
    const lengths: number[] = [];
    for await (const { values } of engine.history('t')) lengths.push(values.messages.length);
    expect(lengths).toEqual([200, 199, 198, 197, 196]);
    const more = new StateGraphEngine(talk(300, 40), { saver });
    await more.updateState('t', { messages: [] }, { asNode: START });
    expect((await more.invoke(null, { ...T, stepLimit: 200 })).messages).toHaveLength(300);
    expect((await new StateGraphEngine(talk(300, 40), { saver: open(file) }).state('t'))?.values.messages).toHaveLength(
      300,
    );
  });

  it('goes on while a thread grows, where the saver is to keep no more', async () => {
    const file = newFile();
    const saver = open(file, { keepLast: 10 });
    const words = delta<readonly string[], string>(
      (held, writes) => [...held, ...writes],
      () => [],
    );
    const plan = stateGraph({ n: lastValue(0), words, constant: lastValue('set once') })
      .addNode('count', ({ n }) => ({ n: n + 1, words: `word ${n}` }))
      .addEdge(START, 'count')
      .addConditionalEdges('count', ({ n }) => (n < 500 ? 'count' : END))
      .compile();
    await new StateGraphEngine(plan, { saver }).invoke({}, { ...T, stepLimit: 500 });
    const [{ checkpoints } = { checkpoints: 0 }] = saver.threads();
    expect(checkpoints).toBeGreaterThanOrEqual(10);
    expect(checkpoints).toBeLessThan(21);
    const read = await new StateGraphEngine(plan, { saver: open(file) }).state('t');
    expect(read?.values.words).toHaveLength(500);
    expect(read?.values).toMatchObject({ n: 500, constant: 'set once' });
  });

  it('gives the room of big values back that were overwritten, while the thread grows', async () => {
    const file = newFile();
    const saver = open(file, { keepLast: 5 });
    const plan = stateGraph({ big: lastValue(''), n: lastValue(0) })
      .addNode('write', ({ n }) => ({ big: String(n).repeat(20_000), n: n + 1 }))
      .addEdge(START, 'write')
      .addConditionalEdges('write', ({ n }) => (n < 200 ? 'write' : END))
      .compile();
    await new StateGraphEngine(plan, { saver }).invoke({}, { ...T, stepLimit: 500 });
    const database = new DatabaseSync(file, { readOnly: true });
    const { held } = database.prepare('SELECT count(*) AS held FROM contents').get() as { held: number };
    database.close();
    expect(held).toBeLessThanOrEqual(11);
    expect((await new StateGraphEngine(plan, { saver }).state('t'))?.values.big).toBe('199'.repeat(20_000));
  });

  it('keeps both sides of a fork readable', async () => {
    const saver = open(':memory:');
    const engine = new StateGraphEngine(talk(20, 40), { saver });
    await engine.invoke({}, { ...T, stepLimit: 200 });
    const forked = await engine.updateState(
      't',
      { messages: [{ role: 'user', content: 'other' }] },
      { checkpoint: '000000000010' },
    );
    await engine.updateState('t', { messages: [{ role: 'user', content: 'main' }] }, { checkpoint: '000000000021' });
    await saver.prune({ keepLast: 2 });
    expect((await engine.state('t', { checkpoint: forked }))?.values.messages.at(-1)?.content).toBe('other');
    expect((await engine.state('t', { checkpoint: forked }))?.values.messages).toHaveLength(10);
    expect((await engine.state('t'))?.values.messages).toHaveLength(21);
  });

  it('deletes threads that nobody has written for long, not those that a run holds', async () => {
    const file = newFile();
    const saver = open(file, { ttl: 1_000 });
    for (const thread of ['old', 'new', 'held'])
      await new StateGraphEngine(talk(2, 40), { saver }).invoke({}, { threadId: thread });
    const reached = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const plan = stateGraph({ messages: list<Message>() })
      .addNode('wait', async () => {
        reached.resolve();
        await go.promise;
      })
      .addEdge(START, 'wait')
      .compile();
    const running = new StateGraphEngine(plan, { saver }).invoke({}, { threadId: 'held' });
    await reached.promise;
    const database = new DatabaseSync(file);
    database.exec("UPDATE threads SET updated = updated - 5000 WHERE name IN ('old', 'held')");
    database.close();
    expect(await saver.prune()).toEqual({ threads: 1, checkpoints: 0 });
    expect([...saver.threads()].map(({ thread }) => thread).sort()).toEqual(['held', 'new']);
    go.resolve();
    await running;
  });

  it.each([{ keepLast: 0 }, { keepLast: 1.5 }, { ttl: -1 }, { ttl: Number.NaN }])('refuses %j', async (options) => {
    const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' });
    expect(() => new SqliteSaver(':memory:', options)).toThrow(invalid);
    await expect(open(':memory:').prune(options)).rejects.toEqual(invalid);
  });
});
