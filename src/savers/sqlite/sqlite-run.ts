/** Threads as one run writes them: it holds the lease of its thread from the first look until it is over. */
import { when } from '../../base/index.ts';
import type { Checkpoint, Commit, Saver, Stored, TaskRecord, ThreadKey } from '../../engine/index.ts';
import { releaseLease, renewLease, takeLease, type Lease } from './thread-lease.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { isDamaged } from './thread-reader.ts';
import { tipAfter, type ThreadStore, type Tip } from './thread-store.ts';

/** What a run shares with its saver. */
export interface RunParts {
  readonly saver: Saver;
  readonly database: SqliteDatabase;
  readonly store: ThreadStore;
  /** How long the lease holds without being renewed, in milliseconds. */
  readonly term: number;
  /** Called after each commit. */
  committed(this: void, commit: Commit): Stored<void>;
}

export class SqliteRun implements Saver {
  readonly #parts: RunParts;
  #lease: Lease | undefined;
  #renewal: NodeJS.Timeout | undefined;
  /** The checkpoints that may be gone on from, by namespace. */
  readonly #tips = new Map<string, Tip>();

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  load(key: ThreadKey, id?: string): Stored<Checkpoint | undefined> {
    if (this.#lease !== undefined) return this.#read(key, id);
    return when(this.#take(key.thread), () => this.#read(key, id));
  }

  commit(commit: Commit): Stored<void> {
    const { database, store, committed } = this.#parts;
    const lease = this.#lease;
    const stored = database.write(() => {
      if (lease !== undefined) renewLease(database, lease);
      const thread = lease?.thread ?? store.tables.addThread(commit.thread, Date.now());
      return store.commit(thread, commit, this.#tips.get(commit.namespace));
    });
    return when(stored, (done) => {
      this.#tips.set(commit.namespace, tipAfter(done));
      return committed(commit);
    });
  }

  putRecord(key: ThreadKey, checkpoint: string, record: TaskRecord): Stored<void> {
    const { database, store } = this.#parts;
    const lease = this.#lease;
    return database.write(() => {
      if (lease !== undefined) renewLease(database, lease);
      store.putRecord(lease?.thread, key, checkpoint, record);
    });
  }

  history(key: ThreadKey): Iterable<Checkpoint> | AsyncIterable<Checkpoint> {
    return this.#parts.saver.history(key);
  }

  deleteThread(thread: string): Stored<void> {
    return this.#parts.saver.deleteThread(thread);
  }

  findRun(key: ThreadKey, run: string): Stored<string | undefined> {
    return this.#parts.saver.findRun?.(key, run);
  }

  /** A lease that cannot be given back lapses. */
  async release(): Promise<void> {
    clearInterval(this.#renewal);
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease === undefined) return;
    const { database } = this.#parts;
    try {
      await database.write(() => releaseLease(database, lease));
    } catch {
      // The run has come to its end all the same, and says how.
    }
  }

  #read(key: ThreadKey, id: string | undefined): Stored<Checkpoint | undefined> {
    const { saver, database, store } = this.#parts;
    return when(saver.load(key, id), (read) => {
      // A damaged one can be told by its id, and nothing goes on from it.
      const tip = read !== undefined && !isDamaged(read) ? database.read(() => store.tipOf(key, read)) : undefined;
      if (tip !== undefined) this.#tips.set(key.namespace, tip);
      return read;
    });
  }

  #take(name: string): Stored<void> {
    const { database, store, term } = this.#parts;
    const taken = database.write(() => takeLease(database, store.tables.addThread(name, Date.now()), name, term));
    return when(taken, (lease) => {
      this.#lease = lease;
      this.#renewal = setInterval(() => this.#renew(), term / 3);
      this.#renewal.unref();
    });
  }

  /** While a step takes long. Whether it was too late, the next write finds out. */
  #renew(): void {
    const { database } = this.#parts;
    const lease = this.#lease;
    if (lease === undefined) return;
    try {
      const renewed = database.write(() => renewLease(database, lease));
      if (renewed instanceof Promise) renewed.catch(() => {});
    } catch {
      // The next attempt may go better; if none does, the lease lapses, and the next write says so.
    }
  }
}
