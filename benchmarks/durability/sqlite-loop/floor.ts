import { DatabaseSync } from 'node:sqlite';
import type { Contender } from '../../contender.ts';
import { newFile } from '../files.ts';

export const contender: Contender = {
  prepare: (size) => {
    const database = new DatabaseSync(newFile());
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE steps (thread, id, body)');
    const [begin, commit] = [database.prepare('BEGIN IMMEDIATE'), database.prepare('COMMIT')];
    const insert = database.prepare('INSERT INTO steps VALUES (?, ?, ?)');
    return async () => {
      for (let step = 0; step < size; step++) {
        begin.run();
        insert.run(1, step, JSON.stringify([step % 2, [0, 0, step]]));
        commit.run();
        await Promise.resolve();
      }
      database.exec('DELETE FROM steps');
    };
  },
};
