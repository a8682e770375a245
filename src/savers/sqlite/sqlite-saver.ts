/** Threads in one SQLite file. */
import { InvalidConfigError, MossError, ValueCodec, type StoredKind, when } from '../../base/index.ts';
import type {
  Checkpoint,
  Commit,
  RunGraph,
  Saver,
  SaverCapabilities,
  Stored,
  TaskRecord,
  ThreadKey,
} from '../../engine/index.ts';
import { CheckpointFace } from './checkpoint-face.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { CHECKPOINT_SCHEMA } from './checkpoints/checkpoint-schema.ts';
import { langgraphKinds } from './checkpoints/langgraph-kinds.ts';
import type { Serde } from './checkpoints/saver-contract.ts';
import { engineKinds } from './engine-kinds.ts';
import { langchainKinds } from './langchain-kinds.ts';
import { pruneGraph, pruneThreads, type Pruned, type PruneOptions } from './prune-threads.ts';
import { SqliteDatabase, type SqliteDatabaseOptions } from './sqlite-database.ts';
import { SqliteRun } from './sqlite-run.ts';
import { THREAD_SCHEMA } from './thread-schema.ts';
import { ThreadStore } from './thread-store.ts';

export interface SqliteSaverOptions extends SqliteDatabaseOptions {
  /**
   * How long a run holds its thread without a sign of life, in milliseconds; after that another process may go on with the thread, at once if
   * it can tell that the first one is gone. Default 15,000.
   */
  readonly leaseMs?: number | undefined;
  /** Classes whose instances may be in the state, besides LangChain's messages and documents. */
  readonly kinds?: readonly StoredKind[] | undefined;
  /** Writes and reads values of LangGraph's threads in its own way, in place of the codec that refuses what it cannot keep. */
  readonly serde?: Serde | undefined;
  /** How many checkpoints of a graph to keep at least; about as many more may lie there until they are pruned. Default: all. */
  readonly keepLast?: number | undefined;
  /** Milliseconds after which `prune()` deletes a thread that nobody writes. Default: never. */
  readonly ttl?: number | undefined;
}

/** A thread as `threads()` tells of it. */
export interface StoredThread {
  readonly thread: string;
  readonly checkpoints: number;
  readonly updated: Date;
  /** Of its checkpoints and records; values that several checkpoints share are not in it. */
  readonly bytes: number;
}

const LEASE = 15_000;

/**
 * Keeps threads in an SQLite file, by `node:sqlite`. Several processes may have it open: one run at a time writes a thread, and another
 * one is told by a ThreadConflictError before any of its nodes runs. What was acknowledged survives the end of the process, however sudden.
 *
 * A checkpoint takes the room of what changed: what was appended to a list, written to a `delta` channel, and values that are new. All of
 * it is under checksums; a damaged record of a task counts as none, and the task runs again. Values come back exactly as they were, see
 * {@link ValueCodec}, or are refused when they are written.
 *
 * The same object is a checkpointer for LangGraph, and for the door to it: what they write lies apart from the engine's threads, and goes on in
 * the engine through `fromLangChainSaver`. That contract has no leases.
 *
 * @example
 * import { SqliteSaver } from 'moss-agent-runtime/sqlite';
 *
 * const plan = stateGraph({ count: lastValue(0) })
 *   .addNode('increment', (state) => ({ count: state.count + 1 }))
 *   .addEdge(START, 'increment')
 *   .compile();
 * const saver = new SqliteSaver('threads.sqlite');
 * const engine = new StateGraphEngine(plan, { saver });
 * await engine.invoke({ count: 41 }, { threadId: 't1' });
 * saver.close();
 */
export class SqliteSaver extends CheckpointFace implements Saver {
  readonly capabilities: SaverCapabilities = { fencing: true, deltas: true, atomicRecords: true };
  readonly #database: SqliteDatabase;
  readonly #store: ThreadStore;
  readonly #options: SqliteSaverOptions;
  /** Made when LangGraph's contract is first used: its tables are for those who use it. */
  #checkpoints: CheckpointStore | undefined;

  /**
   * @param path a file, made if there is none, or `:memory:`
   * @throws SaverError where it cannot be opened, or is no database; InvalidConfigError for figures that make no sense
   */
  constructor(path: string, options: SqliteSaverOptions = {}) {
    super();
    checkOptions(options);
    this.#options = options;
    this.#database = new SqliteDatabase(path, THREAD_SCHEMA, options);
    this.#store = new ThreadStore(
      this.#database,
      new ValueCodec([...(options.kinds ?? []), ...engineKinds, ...langchainKinds, ...langgraphKinds]),
    );
  }

  /** As the constructor: what LangChain's SQLite saver calls it. */
  static fromConnString(path: string, options?: SqliteSaverOptions): SqliteSaver {
    return new SqliteSaver(path, options);
  }

  commit(commit: Commit): Stored<void> {
    const { tables } = this.#store;
    const stored = this.#database.write(() => {
      const thread = tables.addThread(commit.thread, Date.now());
      tables.touch(thread, Date.now());
      this.#store.commit(thread, commit, undefined);
    });
    return when(stored, () => this.#committed(commit));
  }

  putRecord(key: ThreadKey, checkpoint: string, record: TaskRecord): Stored<void> {
    return this.#database.write(() => {
      const thread = this.#store.tables.findThread(key.thread);
      this.#store.putRecord(thread, key, checkpoint, record);
    });
  }

  load(key: ThreadKey, id?: string): Stored<Checkpoint | undefined> {
    return this.#readable(() => this.#store.load(key, id));
  }

  async *history(key: ThreadKey): AsyncGenerator<Checkpoint> {
    for (const id of this.#database.read(() => this.#store.ids(key))) {
      const checkpoint = await this.#undamaged(() => this.load(key, id));
      // Since then it may have been pruned.
      if (checkpoint !== undefined) yield checkpoint;
    }
  }

  findRun(key: ThreadKey, run: string): Stored<string | undefined> {
    return this.#database.read(() => this.#store.findRun(key, run));
  }

  /** Deletes all of a thread, whoever wrote it. */
  async deleteThread(name: string): Promise<void> {
    const { tables } = this.#store;
    await this.#database.write(() => {
      const thread = tables.findThread(name);
      if (thread !== undefined) tables.deleteThread(thread);
    });
    if (this.#hasCheckpoints()) await this.checkpoints.deleteThread(name);
  }

  forRun({ deferred }: RunGraph): Saver {
    if (deferred === undefined) return this;
    return new SqliteRun({
      saver: this,
      database: this.#database,
      store: this.#store,
      term: this.#options.leaseMs ?? LEASE,
      committed: (commit) => this.#committed(commit),
    });
  }

  /** Every thread, those of the engine first, then those of LangGraph; of each kind the one written last first. */
  *threads(): Generator<StoredThread> {
    const { tables } = this.#store;
    for (const { thread, name, updated, checkpoints } of this.#database.read(() => tables.threads())) {
      const bytes = this.#database.read(() => tables.bytesOf(thread));
      yield { thread: name, checkpoints, updated: new Date(updated), bytes };
    }
    if (this.#hasCheckpoints()) yield* this.checkpoints.threads();
  }

  /**
   * All of a thread as lines of JSON, one for each checkpoint, the oldest of a graph first: `{ namespace, id, parent, step, source, next, values,
   * records }`, with `{"$":[…]}` for what JSON does not have.
   *
   * @throws CheckpointError `CHECKPOINT_DAMAGED`
   */
  async *export(thread: string): AsyncGenerator<string> {
    const { tables, codec } = this.#store;
    const found = this.#database.read(() => tables.findThread(thread));
    if (found === undefined) return;
    for (const { namespace } of this.#database.read(() => tables.graphsOf(found))) {
      const key = { thread, namespace };
      for (const id of this.#database.read(() => this.#store.ids(key)).toReversed()) {
        const checkpoint = await this.#readable(() => this.#store.load(key, id));
        if (checkpoint === undefined) continue;
        const { parent = null, step, source, next, values, records } = checkpoint;
        const parts = { namespace, id, parent, step, source, next, values: Object.fromEntries(values), records };
        yield codec.encode(parts);
      }
    }
  }

  /**
   * Deletes what is not to be kept; what follows from it stays readable. Threads that a run holds are left alone; of those that LangGraph
   * wrote, only whole ones are deleted.
   *
   * @param options in place of those of the saver
   * @returns how many threads and checkpoints were deleted
   */
  async prune(options: PruneOptions = this.#options): Promise<Pruned> {
    checkOptions(options);
    const { threads, checkpoints } = await pruneThreads(this.#database, this.#store, options);
    const { ttl } = options;
    if (ttl === undefined || !this.#hasCheckpoints()) return { threads, checkpoints };
    const old = [...this.checkpoints.threads()].filter(({ updated }) => updated.getTime() < Date.now() - ttl);
    for (const { thread } of old) await this.checkpoints.deleteThread(thread);
    return { threads: threads + old.length, checkpoints };
  }

  /** Gives the room of what was deleted back to the file system. Fails while another process uses the file. */
  vacuum(): void {
    this.#database.vacuum();
  }

  /** Closes the file. Runs must have ended. */
  close(): void {
    this.#database.close();
  }

  /** As `close`: what LangChain's SQLite saver calls it. */
  end(): void {
    this.close();
  }

  protected override get checkpoints(): CheckpointStore {
    if (this.#checkpoints === undefined) {
      this.#database.define(CHECKPOINT_SCHEMA);
      this.#checkpoints = new CheckpointStore(this.#database, this.#options.serde ?? this.#store.codec);
    }
    return this.#checkpoints;
  }

  #hasCheckpoints(): boolean {
    return this.#checkpoints !== undefined || this.#database.read(() => this.#database.hasTable('lc_checkpoints'));
  }

  /** History leaves damaged ones out: those beside them are what can be gone on from. */
  async #undamaged<Value>(read: () => Stored<Value>): Promise<Value | undefined> {
    try {
      return await read();
    } catch (error) {
      if (MossError.is(error, 'CHECKPOINT_DAMAGED')) return undefined;
      throw error;
    }
  }

  /** What has to be loaded to read a value is loaded, and the value read again. */
  #readable<Value>(read: () => Value): Stored<Value> {
    return this.#store.codec.reading(() => this.#database.read(read));
  }

  /** Prunes once as many checkpoints have come as are kept: a constant for each. Ids are counted. */
  #committed(commit: Commit): Stored<void> {
    const { keepLast } = this.#options;
    if (keepLast === undefined || Number(commit.id) % keepLast !== 0) return;
    return when(
      this.#database.write(() => pruneGraph(this.#store, commit, keepLast)),
      () => {},
    );
  }
}

function checkOptions({ patience, leaseMs, keepLast, ttl, maxPages }: SqliteSaverOptions): void {
  for (const [name, value] of Object.entries({ patience, leaseMs, ttl })) {
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      `${name} of SqliteSaver is ${String(value)}: give milliseconds, more than 0.`,
    );
  }
  for (const [name, value] of Object.entries({ keepLast, maxPages })) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue;
    const message = `${name} of SqliteSaver is ${String(value)}: give an integer of at least 1.`;
    throw new InvalidConfigError('CONFIG_INVALID', message);
  }
}
