/** The rows of threads. Called within a transaction; knows SQL and checksums, and nothing of what bodies say. */
import type { CheckpointSource } from '../../engine/index.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { checksum, idOf, storedId, storedText, textOf, type StoredId } from './stored-text.ts';

const SOURCES: readonly CheckpointSource[] = ['input', 'loop', 'update', 'fork'];

export interface StepRow {
  readonly id: string;
  readonly parent: string | undefined;
  readonly step: number;
  readonly source: CheckpointSource;
  /** How many steps there are since the last index. */
  readonly since: number;
  readonly body: string;
  /** Whether it is as it was written. */
  readonly isWhole: boolean;
}

export interface RecordRow {
  readonly task: string;
  readonly body: string;
  readonly isWhole: boolean;
}

interface RawStep {
  readonly id: StoredId;
  readonly parent: StoredId | null;
  readonly step: number;
  readonly source: number;
  readonly since: number;
  readonly body: string;
  readonly crc: number;
}

export class ThreadTables {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  findThread(name: string): number | undefined {
    return this.#number('SELECT thread AS found FROM threads WHERE name = ?', storedText(name, 'thread'));
  }

  /** @param now for whoever wants to know how old a thread is */
  addThread(name: string, now: number): number {
    const found = this.findThread(name);
    if (found !== undefined) return found;
    this.#run('INSERT INTO threads (name, updated) VALUES (?, ?)', storedText(name, 'thread'), now);
    return this.findThread(name) ?? 0;
  }

  touch(thread: number, now: number): void {
    this.#run('UPDATE threads SET updated = ? WHERE thread = ?', now, thread);
  }

  updated(thread: number): number | undefined {
    return this.#number('SELECT updated AS found FROM threads WHERE thread = ?', thread);
  }

  findGraph(thread: number, namespace: string): number | undefined {
    const sql = 'SELECT graph AS found FROM graphs WHERE thread = ? AND namespace = ?';
    return this.#number(sql, thread, storedText(namespace, 'namespace'));
  }

  addGraph(thread: number, namespace: string): number {
    const found = this.findGraph(thread, namespace);
    if (found !== undefined) return found;
    this.#run('INSERT INTO graphs (thread, namespace) VALUES (?, ?)', thread, storedText(namespace, 'namespace'));
    return this.findGraph(thread, namespace) ?? 0;
  }

  graphsOf(thread: number): { readonly graph: number; readonly namespace: string }[] {
    const rows = this.#all('SELECT graph, namespace FROM graphs WHERE thread = ? ORDER BY graph', thread);
    return (rows as { graph: number; namespace: string }[]).map(({ graph, namespace }) => ({
      graph,
      namespace: textOf(namespace),
    }));
  }

  newest(graph: number): string | undefined {
    const row = this.#get('SELECT id FROM steps WHERE graph = ? ORDER BY id DESC LIMIT 1', graph);
    return row === undefined ? undefined : idOf((row as { id: StoredId }).id);
  }

  /** The newest first. */
  ids(graph: number): string[] {
    const rows = this.#all('SELECT id FROM steps WHERE graph = ? ORDER BY id DESC', graph) as { id: StoredId }[];
    return rows.map(({ id }) => idOf(id));
  }

  step(graph: number, id: string): StepRow | undefined {
    const sql = 'SELECT id, parent, step, source, since, body, crc FROM steps WHERE graph = ? AND id = ?';
    const row = this.#get(sql, graph, storedId(id)) as RawStep | undefined;
    if (row === undefined) return undefined;
    const { parent, step, source, since, body, crc } = row;
    return {
      id,
      parent: parent === null ? undefined : idOf(behind(row.id, parent)),
      step: behind(row.id, step) as number,
      source: SOURCES[source] ?? 'loop',
      since,
      body,
      isWhole: crc === checksum(graph, row.id, parent, step, source, since, body),
    };
  }

  addStep(graph: number, { id, parent, step, source, since, body }: Omit<StepRow, 'isWhole'>): void {
    const at = storedId(id);
    const row = [
      graph,
      at,
      parent === undefined ? null : behind(at, storedId(parent)),
      behind(at, step),
      SOURCES.indexOf(source),
      since,
      body,
    ] as const;
    this.#run(
      'INSERT INTO steps (graph, id, parent, step, source, since, body, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...row,
      checksum(...row),
    );
  }

  /** The names of its channels and nodes, see `GraphNames`. */
  names(graph: number): string {
    return (this.#get('SELECT names FROM graphs WHERE graph = ?', graph) as { names: string } | undefined)?.names ?? '';
  }

  putNames(graph: number, names: string): void {
    this.#run('UPDATE graphs SET names = ? WHERE graph = ?', names, graph);
  }

  deleteStep(graph: number, id: string): void {
    const stored = storedId(id);
    this.#run('DELETE FROM steps WHERE graph = ? AND id = ?', graph, stored);
    this.#deleteUses('graph = ? AND id = ?', graph, stored);
    this.#run('DELETE FROM records WHERE graph = ? AND id = ?', graph, stored);
    this.#run('DELETE FROM runs WHERE graph = ? AND id = ?', graph, stored);
  }

  /** In place of the one that it has, with its records. */
  replaceStep(graph: number, step: Omit<StepRow, 'isWhole'>): void {
    this.#run('DELETE FROM steps WHERE graph = ? AND id = ?', graph, storedId(step.id));
    this.#deleteUses('graph = ? AND id = ?', graph, storedId(step.id));
    this.addStep(graph, step);
  }

  putRecord(graph: number, id: string, task: string, body: string): void {
    const row = [graph, storedId(id), storedText(task, 'task'), body] as const;
    this.#run('DELETE FROM records WHERE graph = ? AND id = ? AND task = ?', row[0], row[1], row[2]);
    this.#run('INSERT INTO records (graph, id, task, body, crc) VALUES (?, ?, ?, ?, ?)', ...row, checksum(...row));
  }

  records(graph: number, id: string): RecordRow[] {
    const stored = storedId(id);
    const rows = this.#all(
      'SELECT task, body, crc FROM records WHERE graph = ? AND id = ? ORDER BY task',
      graph,
      stored,
    );
    return (rows as { task: string; body: string; crc: number }[]).map(({ task, body, crc }) => ({
      task: textOf(task),
      body,
      isWhole: crc === checksum(graph, stored, task, body),
    }));
  }

  putRun(graph: number, run: string, id: string): void {
    this.#run(
      'INSERT OR REPLACE INTO runs (graph, run, id) VALUES (?, ?, ?)',
      graph,
      storedText(run, 'run id'),
      storedId(id),
    );
  }

  findRun(graph: number, run: string): string | undefined {
    const row = this.#get('SELECT id FROM runs WHERE graph = ? AND run = ?', graph, storedText(run, 'run id'));
    return row === undefined ? undefined : idOf((row as { id: StoredId }).id);
  }

  /** A text that the step shares with others. */
  addContent(graph: number, id: string, hash: string, body: string): void {
    this.#run('INSERT OR IGNORE INTO contents (hash, body) VALUES (?, ?)', hash, body);
    this.#run('INSERT OR IGNORE INTO uses (graph, id, hash) VALUES (?, ?, ?)', graph, storedId(id), hash);
  }

  /** The text, unless it is no longer as it was written: its hash tells. */
  content(hash: string): string | undefined {
    return (this.#get('SELECT body FROM contents WHERE hash = ?', hash) as { body: string } | undefined)?.body;
  }

  deleteThread(thread: number): void {
    const ofThread = 'graph IN (SELECT graph FROM graphs WHERE thread = ?)';
    for (const table of ['steps', 'records', 'runs']) this.#run(`DELETE FROM ${table} WHERE ${ofThread}`, thread);
    this.#deleteUses(ofThread, thread);
    this.#run('DELETE FROM graphs WHERE thread = ?', thread);
    this.#run('DELETE FROM threads WHERE thread = ?', thread);
  }

  /** Every thread with checkpoints, the one written last first. */
  threads(): {
    readonly thread: number;
    readonly name: string;
    readonly updated: number;
    readonly checkpoints: number;
  }[] {
    const sql = `SELECT thread, name, updated, count(*) AS checkpoints FROM threads JOIN graphs USING (thread) JOIN steps USING (graph)
      GROUP BY thread ORDER BY updated DESC, thread DESC`;
    const rows = this.#all(sql) as { thread: number; name: string; updated: number; checkpoints: number }[];
    return rows.map((row) => ({ ...row, name: textOf(row.name) }));
  }

  /** Bodies of steps and records alone. */
  bytesOf(thread: number): number {
    const sum = (table: string): number =>
      this.#number(
        `SELECT coalesce(sum(length(CAST(body AS BLOB))), 0) AS found FROM ${table} WHERE graph IN (SELECT graph FROM graphs WHERE thread = ?)`,
        thread,
      ) ?? 0;
    return sum('steps') + sum('records');
  }

  /** Along with the contents that nobody else uses. @param which condition on `uses`, a constant of the caller */
  #deleteUses(which: string, ...values: readonly StoredId[]): void {
    const unused = `DELETE FROM contents WHERE hash IN (SELECT hash FROM uses WHERE ${which})
      AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.hash = contents.hash AND NOT (${which}))`;
    this.#run(unused, ...values, ...values);
    this.#run(`DELETE FROM uses WHERE ${which}`, ...values);
  }

  #run(sql: string, ...values: readonly (number | string | null)[]): void {
    this.#database.prepare(sql).run(...values);
  }

  #get(sql: string, ...values: readonly (number | string | null)[]): unknown {
    return this.#database.prepare(sql).get(...values);
  }

  #all(sql: string, ...values: readonly (number | string | null)[]): unknown[] {
    return this.#database.prepare(sql).all(...values);
  }

  #number(sql: string, ...values: readonly (number | string | null)[]): number | undefined {
    return (this.#get(sql, ...values) as { found: number } | undefined)?.found;
  }
}

/** Its own inverse: how far a number is behind an id, or what number is that far behind it. Other ids are as they are. */
function behind(id: StoredId, other: StoredId): StoredId {
  return typeof id === 'number' && typeof other === 'number' ? id - other : other;
}
