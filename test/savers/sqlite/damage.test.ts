/** Files that were changed or cut since they were written, and disks that are full. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { END, START, StateGraphEngine, lastValue, stateGraph } from '../../../src/engine/index.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';
import { T, talk, talked, newFile, open } from './fixtures.ts';

describe('a damaged file', () => {
  async function filled() {
    const file = newFile();
    const saver = new SqliteSaver(file);
    await talked(saver, 6, 40);
    saver.close();
    return file;
  }

  it('tells of each byte that changed in a checkpoint, and reads those that do not need it', async () => {
    const file = await filled();
    const database = new DatabaseSync(file);
    const rows = database.prepare('SELECT rowid, id, body FROM steps ORDER BY id').all() as {
      rowid: number;
      id: number;
      body: string;
    }[];
    const engine = new StateGraphEngine(talk(6, 40), { saver: open(file) });
    let flipped = 0;
    for (const { rowid, id, body } of rows) {
      for (let at = 0; at < body.length; at += 3) {
        const changed = body.slice(0, at) + String.fromCodePoint((body.codePointAt(at) ?? 0) ^ 1) + body.slice(at + 1);
        database.prepare('UPDATE steps SET body = ? WHERE rowid = ?').run(changed, rowid);
        await expect(engine.state('t')).rejects.toMatchObject({
          code: 'CHECKPOINT_DAMAGED',
          message: expect.stringContaining(`Checkpoint 00000000000${id}`),
        });
        flipped++;
      }
      database.prepare('UPDATE steps SET body = ? WHERE rowid = ?').run(body.slice(0, -3), rowid);
      await expect(engine.state('t')).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
      if (id > 1) {
        const before = String(id - 1).padStart(12, '0');
        expect((await engine.state('t', { checkpoint: before }))?.values.messages).toHaveLength(id - 2);
      }
      database.prepare('UPDATE steps SET body = ? WHERE rowid = ?').run(body, rowid);
    }
    expect(flipped).toBeGreaterThan(100);
    expect((await engine.state('t'))?.values.messages).toHaveLength(6);
    database.close();
  });

  it('tells of a row in another place, and of the other columns', async () => {
    const file = await filled();
    const engine = new StateGraphEngine(talk(6, 40), { saver: open(file) });
    const database = new DatabaseSync(file);
    const damaged = (): Promise<void> =>
      expect(engine.state('t')).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
    for (const change of ['step = step + 1', 'source = 2', 'since = since + 1', 'parent = 2']) {
      database.exec(`BEGIN; UPDATE steps SET ${change} WHERE id = 5`);
      database.exec('COMMIT');
      await damaged();
      database.exec(
        `UPDATE steps SET ${change.replace('+', '-').replace('source = 2', 'source = 1').replace('parent = 2', 'parent = 1')} WHERE id = 5`,
      );
    }
    expect((await engine.state('t'))?.values.messages).toHaveLength(6);
    database.exec('UPDATE steps SET body = (SELECT body FROM steps WHERE id = 4) WHERE id = 5');
    await damaged();
    database.close();
  });

  it('goes on from a checkpoint before the damage', async () => {
    const file = await filled();
    const database = new DatabaseSync(file);
    database.exec("UPDATE steps SET body = 'gone' WHERE id = 6");
    database.close();
    const engine = new StateGraphEngine(talk(6, 40), { saver: open(file) });
    await expect(engine.invoke(null, T)).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
    await expect(engine.state('t')).rejects.toThrow(
      'checkpoint "000000000005" is the newest before it that can be read',
    );
    const before = { checkpoint: '000000000005' };
    expect((await engine.state('t', before))?.values.messages).toHaveLength(4);
    expect((await engine.invoke(null, { ...T, ...before })).messages).toHaveLength(6);
    // What went on from it is whole, and history leaves the damage out.
    expect((await engine.state('t'))?.values.messages).toHaveLength(6);
    const steps: string[] = [];
    for await (const { checkpoint } of engine.history('t')) steps.push(checkpoint);
    expect(steps.map(Number)).toEqual([10, 9, 8, 5, 4, 3, 2, 1]);
  });

  it('tells of names that changed, in whatever way', async () => {
    const file = await filled();
    const database = new DatabaseSync(file);
    const { names } = database.prepare('SELECT names FROM graphs').get() as { names: string };
    for (const changed of [names.replace('messages', 'massages'), names.slice(0, -4), '[]', names.slice(1)]) {
      database.prepare('UPDATE graphs SET names = ?').run(changed);
      const engine = new StateGraphEngine(talk(6, 40), { saver: open(file) });
      await expect(engine.state('t')).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
      await expect(engine.invoke({}, T)).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
    }
    database.prepare('UPDATE graphs SET names = ?').run(names);
    expect((await new StateGraphEngine(talk(6, 40), { saver: open(file) }).state('t'))?.values.messages).toHaveLength(
      6,
    );
    database.close();
  });

  it('of another program is refused, and stays as it is', () => {
    const file = newFile();
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE checkpoints (thread_id TEXT)');
    database.close();
    const before = readFileSync(file);
    expect(() => new SqliteSaver(file)).toThrow(
      expect.objectContaining({
        code: 'SAVER_FAILED',
        cause: expect.objectContaining({ message: expect.stringContaining('give a file of its own') }),
      }),
    );
    expect(readFileSync(file)).toEqual(before);
  });

  it('of a version to come is refused', async () => {
    const file = await filled();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 2');
    database.close();
    expect(() => new SqliteSaver(file)).toThrow(
      expect.objectContaining({
        code: 'SAVER_FAILED',
        cause: expect.objectContaining({ message: expect.stringContaining('format 2') }),
      }),
    );
  });

  it('that is no database is refused by its path', () => {
    const file = newFile();
    writeFileSync(file, 'This is a letter, and not a short one: SQLite looks at the first hundred bytes. '.repeat(20));
    expect(() => new SqliteSaver(file)).toThrow(
      expect.objectContaining({ code: 'SAVER_FAILED', message: expect.stringContaining(file) }),
    );
    rmSync(file);
    mkdirSync(file);
    expect(() => new SqliteSaver(file)).toThrow(expect.objectContaining({ code: 'SAVER_FAILED' }));
    expect(() => new SqliteSaver(`${file}/missing/threads.sqlite`)).toThrow(
      /missing\/threads\.sqlite" cannot be opened/,
    );
  });
});

describe('a full disk', () => {
  it('stops the run at once, and the thread goes on when there is room again', async () => {
    const file = newFile();
    const saver = open(file, { maxPages: 60 });
    const ran: number[] = [];
    const plan = stateGraph({ n: lastValue(0), text: lastValue('') })
      .addNode('fill', ({ n }) => {
        ran.push(n);
        return { n: n + 1, text: `${n}`.repeat(3000) };
      })
      .addEdge(START, 'fill')
      .addConditionalEdges('fill', ({ n }) => (n < 60 ? 'fill' : END))
      .compile();
    const engine = new StateGraphEngine(plan, { saver });
    const options = { ...T, stepLimit: 100, durability: 'sync' as const };
    await expect(engine.invoke({}, options)).rejects.toMatchObject({ code: 'SAVER_FAILED' });
    const kept = (await engine.state('t'))?.values.n ?? 0;
    expect(kept).toBeGreaterThan(5);
    expect(ran.length).toBeLessThanOrEqual(kept + 1);
    const roomy = new StateGraphEngine(plan, { saver: open(file) });
    expect((await roomy.invoke(null, options)).n).toBe(60);
  });
});
