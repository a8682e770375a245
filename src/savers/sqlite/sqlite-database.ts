/** One SQLite file, opened once: transactions that wait for other processes without blocking this one. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { MossError, SaverError } from '../../base/index.ts';

export interface SqliteDatabaseOptions {
  /** How long a write waits while another process writes, in milliseconds. Default 5,000. */
  readonly patience?: number | undefined;
  /**
   * `normal` (the default): what was acknowledged survives the end of the process, however sudden. `full`: it survives the loss of
   * power too, for an `fsync` per write.
   */
  readonly synchronous?: 'normal' | 'full' | undefined;
  /** How many pages of 4 KB the file may have; a write that needs more fails as on a full disk. Default: no limit. */
  readonly maxPages?: number | undefined;
}

/** Of the tables, in the file itself. */
const FORMAT = 1;
/** `moss`, in the header of every file that is ours. */
const APPLICATION = 0x6d6f7373;
const PATIENCE = 5_000;
/** Two that make tables at once: the second waits the moment that this takes, in milliseconds. */
const MOMENT = 1_000;
const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 50;
/** Nobody wakes it. */
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

export class SqliteDatabase {
  readonly path: string;
  readonly #patience: number;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #closed = false;

  /**
   * @param path   a file, made if there is none, or `:memory:`
   * @param schema statements that make the tables; run at each opening
   * @throws SaverError where it cannot be opened, or is no database
   */
  constructor(path: string, schema: string, options: SqliteDatabaseOptions = {}) {
    this.path = path;
    this.#patience = options.patience ?? PATIENCE;
    let database: DatabaseSync | undefined;
    try {
      database = this.#database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
      database.exec(`PRAGMA busy_timeout = ${MOMENT}`);
      // Before anything is changed: the file may be somebody else's.
      this.#checkFormat();
      this.#useWAL();
      database.exec(`PRAGMA synchronous = ${options.synchronous === 'full' ? 'FULL' : 'NORMAL'}`);
      if (options.maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${Math.trunc(options.maxPages)}`);
      this.#define(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${FORMAT}; ${schema}`);
    } catch (cause) {
      database?.close();
      throw new SaverError(
        `The database "${path}" cannot be opened, see cause: give the path of one, or of a file to be made.`,
        { cause },
      );
    }
  }

  /** Makes tables, where they are not there yet. @throws SaverError */
  define(schema: string): void {
    this.#checkOpen();
    try {
      this.#define(schema);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Whether there is a table of this name. */
  hasTable(name: string): boolean {
    return this.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;
  }

  /** A prepared statement, made once for each text; texts are constants of the caller, values are always bound. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      this.#checkOpen();
      this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    }
    return statement;
  }

  /**
   * Runs `work` in a transaction of its own, all of it or nothing. `work` is synchronous and may run more than once: each time from the
   * start, after what it did was taken back.
   *
   * @returns at once where nobody else writes, otherwise a promise
   * @throws MossErrors that `work` throws, as they are; SaverError for all else, and once the patience is at an end
   */
  write<Result>(work: () => Result): Result | Promise<Result> {
    try {
      return this.#transact('BEGIN IMMEDIATE', work);
    } catch (error) {
      if (!isBusy(error)) throw this.#failure(error);
      return this.#writeLater(work);
    }
  }

  /** Runs `work` on one state of the database, whatever others write meanwhile. @throws as `write` */
  read<Result>(work: () => Result): Result {
    try {
      return this.#transact('BEGIN', work);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Gives the file back the room of what was deleted. Nobody else may be reading. */
  vacuum(): void {
    this.#checkOpen();
    try {
      this.#database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      throw this.#failure(error);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    this.#database.close();
  }

  /** Waits for others, which takes as long as it takes them to make their tables; all other waiting would block the event loop. */
  #define(schema: string): void {
    this.#database.exec(`PRAGMA busy_timeout = ${MOMENT}`);
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        this.#checkFormat();
        this.#database.exec(`${schema}; COMMIT`);
      } catch (error) {
        this.#rollBack();
        throw error;
      }
    } finally {
      this.#database.exec('PRAGMA busy_timeout = 0');
    }
  }

  /**
   * Changing the mode takes a lock that SQLite does not wait for by itself: another process may be closing the file, or have just made it.
   * One that has the mode already is left alone.
   */
  #useWAL(): void {
    const deadline = performance.now() + MOMENT;
    for (;;) {
      try {
        const { journal_mode: mode } = this.#database.prepare('PRAGMA journal_mode').get() as { journal_mode: string };
        if (mode !== 'wal') this.#database.exec('PRAGMA journal_mode = WAL');
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw error;
        Atomics.wait(sleeper, 0, 0, FIRST_PAUSE);
      }
    }
  }

  /** A file of a version to come may have rows that this one would misread, and one of another program is none of ours. */
  #checkFormat(): void {
    const header = this.#database
      .prepare(
        `SELECT application_id AS application, user_version AS format, (SELECT count(*) FROM sqlite_master) AS tables
         FROM pragma_application_id, pragma_user_version`,
      )
      .get() as { application: number; format: number; tables: number };
    if (header.application === APPLICATION) {
      if (header.format > FORMAT)
        throw new Error(`it has format ${header.format}, and this version reads up to ${FORMAT}`);
    } else if (header.tables > 0) {
      throw new Error('it holds the tables of something else: give a file of its own');
    }
  }

  #transact<Result>(begin: string, work: () => Result): Result {
    this.prepare(begin).run();
    try {
      const result = work();
      this.prepare('COMMIT').run();
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** After some failures, a full disk for one, SQLite has done so itself. */
  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // There is no transaction any more.
    }
  }

  async #writeLater<Result>(work: () => Result): Promise<Result> {
    const deadline = performance.now() + this.#patience;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      try {
        return this.#transact('BEGIN IMMEDIATE', work);
      } catch (error) {
        if (!isBusy(error)) throw this.#failure(error);
        if (performance.now() >= deadline) throw this.#impatient(error);
      }
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new SaverError(`The database "${this.path}" is closed: open another saver on it.`);
  }

  #failure(error: unknown): unknown {
    if (MossError.is(error)) return error;
    return new SaverError(
      `The database "${this.path}" failed, see cause: once it works again, run on with a null input.`,
      { cause: error },
    );
  }

  #impatient(cause: unknown): SaverError {
    return new SaverError(
      `The database "${this.path}" was written by another process for ${this.#patience} ms: run on with a null input, or give a longer "patience".`,
      { cause },
    );
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: number } | undefined)?.errcode;
  // The low byte is the reason, the rest says more of it.
  return code !== undefined && [SQLITE_BUSY, SQLITE_LOCKED].includes(code & 0xff);
}
