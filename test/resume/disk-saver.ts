/** Stands for MemorySaver in `npm run test:resume`: threads lie on disk, and nothing of them in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkpoint, Commit, RunGraph, Saver, Stored, TaskRecord, ThreadKey } from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'moss-resume-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let made = 0;

export class MemorySaver implements Saver {
  readonly #path = join(folder, `${made++}.sqlite`);
  #saver = new SqliteSaver(this.#path);

  /** Forgets all that is not on disk. */
  reopen(): void {
    this.#saver.close();
    this.#saver = new SqliteSaver(this.#path);
  }

  commit(commit: Commit): Stored<void> {
    return this.#saver.commit(commit);
  }

  putRecord(key: ThreadKey, checkpoint: string, record: TaskRecord): Stored<void> {
    return this.#saver.putRecord(key, checkpoint, record);
  }

  load(key: ThreadKey, id?: string): Stored<Checkpoint | undefined> {
    return this.#saver.load(key, id);
  }

  history(key: ThreadKey): Iterable<Checkpoint> | AsyncIterable<Checkpoint> {
    return this.#saver.history(key);
  }

  deleteThread(thread: string): Stored<void> {
    return this.#saver.deleteThread(thread);
  }

  findRun(key: ThreadKey, run: string): Stored<string | undefined> {
    return this.#saver.findRun(key, run);
  }

  forRun(graph: RunGraph): Saver {
    return this.#saver.forRun(graph);
  }
}
