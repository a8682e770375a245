/** The statements on LangChain's checkpoints; what is given is always bound, never part of a statement. */
import type { SqliteDatabase } from '../sqlite-database.ts';
import { storedText, textOf } from '../stored-text.ts';
import { checksumOf, packId, unpackId, type PackedId } from './packed-id.ts';
import { SharedTexts, type PackedData } from './shared-texts.ts';
import type { TypedData } from './typed-data.ts';

export interface CheckpointRow {
  readonly seq: number;
  readonly graph: number;
  readonly id: string;
  readonly parent: string | undefined;
  /** What this saver notes of it, as text of the codec. */
  readonly body: string;
  readonly metadata: TypedData;
  readonly isWhole: boolean;
}

export interface ValueRow extends TypedData {
  readonly isWhole: boolean;
}

export interface WriteRow extends TypedData {
  readonly task: string;
  readonly place: number;
  readonly channel: string;
  readonly isWhole: boolean;
}

interface RawCheckpoint extends TypedData {
  readonly seq: number;
  readonly graph: number;
  readonly id: PackedId;
  readonly parent: PackedId | null;
  readonly body: string;
  readonly crc: number;
}

/** Which checkpoints to list. */
export interface Selection {
  readonly thread: string | undefined;
  readonly namespace: string | undefined;
  readonly checkpoint: string | undefined;
}

type Bound = string | number | null | Uint8Array;

const CHECKPOINT_COLUMNS = 'seq, graph, id, parent, body, type, metadata AS data, crc';

const CHAIN = `WITH RECURSIVE chain (value, graph, channel, base, type, data, crc) AS (
  SELECT value, graph, channel, base, type, data, crc FROM lc_values WHERE value = ?
  UNION ALL
  SELECT v.value, v.graph, v.channel, v.base, v.type, v.data, v.crc FROM chain JOIN lc_values v ON v.value = chain.base AND v.value < chain.value
) SELECT * FROM chain`;

/** A time that was damaged is none. */
const THREADS = `
WITH known AS (
  SELECT thread, count(*) AS checkpoints, max(seq) AS latest, sum(length(CAST(body AS BLOB))) AS bodies
  FROM lc_graphs JOIN lc_checkpoints USING (graph) GROUP BY thread
)
SELECT thread, checkpoints,
  (SELECT CASE WHEN json_valid(body) THEN json_extract(body, '$[1]') END FROM lc_checkpoints WHERE seq = latest) AS updated,
  bodies + (
    SELECT coalesce(sum(length(CAST(data AS BLOB))), 0) FROM lc_values JOIN lc_graphs g USING (graph) WHERE g.thread = known.thread
  ) AS bytes
FROM known ORDER BY latest DESC`;

export class CheckpointTables {
  readonly #database: SqliteDatabase;
  readonly #texts: SharedTexts;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#texts = new SharedTexts(database);
  }

  findGraph(thread: string, namespace: string): number | undefined {
    const sql = 'SELECT graph FROM lc_graphs WHERE thread = ? AND namespace = ?';
    const row = this.#get(sql, storedText(thread, 'thread_id'), storedText(namespace, 'checkpoint_ns'));
    return (row as { graph: number } | undefined)?.graph;
  }

  addGraph(thread: string, namespace: string): number {
    const found = this.findGraph(thread, namespace);
    if (found !== undefined) return found;
    const sql = 'INSERT INTO lc_graphs (thread, namespace) VALUES (?, ?) RETURNING graph';
    const row = this.#get(sql, storedText(thread, 'thread_id'), storedText(namespace, 'checkpoint_ns'));
    return (row as { graph: number }).graph;
  }

  nameOf(graph: number): { readonly thread: string; readonly namespace: string } {
    const row = this.#get('SELECT thread, namespace FROM lc_graphs WHERE graph = ?', graph);
    const { thread, namespace } = row as { thread: string; namespace: string };
    return { thread: textOf(thread), namespace: textOf(namespace) };
  }

  /** @param id that which was put last if absent */
  checkpoint(graph: number, id: string | undefined): CheckpointRow | undefined {
    const from = `SELECT ${CHECKPOINT_COLUMNS} FROM lc_checkpoints WHERE graph = ?`;
    if (id === undefined) return checkpointOf(this.#get(`${from} ORDER BY seq DESC LIMIT 1`, graph));
    return checkpointOf(this.#get(`${from} AND id = ?`, graph, packId(id, 'checkpoint_id')));
  }

  has(graph: number, id: string): boolean {
    const sql = 'SELECT 1 FROM lc_checkpoints WHERE graph = ? AND id = ?';
    return this.#get(sql, graph, packId(id, 'checkpoint_id')) !== undefined;
  }

  checkpointAt(seq: number): CheckpointRow | undefined {
    return checkpointOf(this.#get(`SELECT ${CHECKPOINT_COLUMNS} FROM lc_checkpoints WHERE seq = ?`, seq));
  }

  /** One that is there already keeps its place. */
  putCheckpoint(row: Pick<CheckpointRow, 'graph' | 'id' | 'parent' | 'body' | 'metadata'>): void {
    const { graph, body, metadata } = row;
    const id = packId(row.id, 'checkpoint_id');
    const parent = row.parent === undefined ? null : packId(row.parent, 'checkpoint_id');
    const placed = this.#get('SELECT seq FROM lc_checkpoints WHERE graph = ? AND id = ?', graph, id);
    const found = (placed as { seq: number } | undefined)?.seq;
    const seq = found ?? this.#next('SELECT coalesce(max(seq), 0) + 1 AS next FROM lc_checkpoints');
    const parts = [seq, graph, id, parent, body, metadata.type, metadata.data] as const;
    this.#run(
      'INSERT OR REPLACE INTO lc_checkpoints (seq, graph, id, parent, body, type, metadata, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...parts,
      checksumOf(...parts),
    );
  }

  /** @returns the newest first, at most `count`, put before `before`. */
  select(
    { thread, namespace, checkpoint }: Selection,
    before: number | undefined,
    count: number,
  ): { seq: number; id: string }[] {
    const graphs: string[] = [];
    const clauses: string[] = [];
    const bound: Bound[] = [];
    const place = (list: string[], clause: string, value: Bound | undefined): void => {
      if (value === undefined) return;
      list.push(clause);
      bound.push(value);
    };
    place(graphs, 'thread = ?', thread === undefined ? undefined : storedText(thread, 'thread_id'));
    place(graphs, 'namespace = ?', namespace === undefined ? undefined : storedText(namespace, 'checkpoint_ns'));
    if (graphs.length > 0)
      clauses.push(
        `graph ${graphs.length === 2 ? '=' : 'IN'} (SELECT graph FROM lc_graphs WHERE ${graphs.join(' AND ')})`,
      );
    place(clauses, 'id = ?', checkpoint === undefined ? undefined : packId(checkpoint, 'checkpoint_id'));
    place(clauses, 'seq < ?', before);
    const where = clauses.length === 0 ? '' : ` WHERE ${clauses.join(' AND ')}`;
    const rows = this.#all(`SELECT seq, id FROM lc_checkpoints${where} ORDER BY seq DESC LIMIT ?`, ...bound, count);
    return (rows as { seq: number; id: PackedId }[]).map(({ seq, id }) => ({ seq, id: unpackId(id) }));
  }

  /** Where the checkpoint is among those of the thread: in the namespace if it is there, else in any. Rows themselves are not read. */
  placeIn({ thread, namespace }: Selection, id: string): number | undefined {
    if (thread === undefined) return undefined;
    const sql = `SELECT seq FROM lc_checkpoints JOIN lc_graphs USING (graph) WHERE thread = ? AND id = ?
      ORDER BY namespace = ? DESC, seq DESC LIMIT 1`;
    const name = namespace === undefined ? null : storedText(namespace, 'checkpoint_ns');
    const row = this.#get(sql, storedText(thread, 'thread_id'), packId(id, 'checkpoint_id'), name);
    return (row as { seq: number } | undefined)?.seq;
  }

  /** @returns the row that holds it now; with `base` it goes on from that one. */
  addValue(graph: number, channel: string, base: number | null, whole: TypedData): number {
    const { type, data } = this.#texts.pack(graph, whole);
    const value = this.#next('SELECT coalesce(max(value), 0) + 1 AS next FROM lc_values');
    const parts = [value, graph, storedText(channel, 'channel'), base, type, data] as const;
    this.#run(
      'INSERT INTO lc_values (value, graph, channel, base, type, data, crc) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...parts,
      checksumOf(...parts),
    );
    return value;
  }

  hasValue(graph: number, value: number): boolean {
    return this.#get('SELECT 1 FROM lc_values WHERE value = ? AND graph = ?', value, graph) !== undefined;
  }

  /** The rows that make up a value of the channel, the first of them first; none of which all are as they were, if any is not. */
  valueRows(graph: number, channel: string, value: number): ValueRow[] {
    const name = storedText(channel, 'channel');
    const rows = this.#all(CHAIN, value) as (PackedData & {
      value: number;
      graph: number;
      channel: string;
      base: number | null;
      crc: number;
    })[];
    const isEnded = rows.at(-1)?.base === null;
    return rows.reverse().map(({ type, data, crc, ...row }) => {
      const sum = checksumOf(row.value, row.graph, row.channel, row.base, type, data);
      const isWhole = isEnded && row.graph === graph && row.channel === name && crc === sum;
      return partsOf(this.#texts.unpack({ type, data }, isWhole));
    });
  }

  /** @param place below 0 for a write that takes the place of the one before; others stay as they are */
  addWrite(graph: number, checkpoint: string, write: Omit<WriteRow, 'isWhole'>): void {
    const id = packId(checkpoint, 'checkpoint_id');
    const task = packId(write.task, 'task id');
    const { place } = write;
    const { type, data } = this.#texts.pack(graph, write);
    const parts = [graph, id, task, place, storedText(write.channel, 'channel'), type, data] as const;
    const conflict =
      place < 0
        ? 'UPDATE SET channel = excluded.channel, type = excluded.type, data = excluded.data, crc = excluded.crc'
        : 'NOTHING';
    this.#run(
      `INSERT INTO lc_writes (graph, id, task, place, channel, type, data, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (graph, id, task, place) DO ${conflict}`,
      ...parts,
      checksumOf(...parts),
    );
  }

  /** In the order in which they came. */
  writes(graph: number, checkpoint: string): WriteRow[] {
    const id = packId(checkpoint, 'checkpoint_id');
    const sql = 'SELECT task, place, channel, type, data, crc FROM lc_writes WHERE graph = ? AND id = ? ORDER BY row';
    const rows = this.#all(sql, graph, id) as (PackedData & {
      task: PackedId;
      place: number;
      channel: string;
      crc: number;
    })[];
    return rows.map(({ task, place, channel, type, data, crc }) => {
      const isWhole = crc === checksumOf(graph, id, task, place, channel, type, data);
      const parts = partsOf(this.#texts.unpack({ type, data }, isWhole));
      // What was changed may not even be a name.
      return { task: isWhole ? unpackId(task) : '', place, channel: isWhole ? textOf(channel) : '?', ...parts };
    });
  }

  threads(): {
    readonly thread: string;
    readonly checkpoints: number;
    readonly updated: string | null;
    readonly bytes: number;
  }[] {
    const rows = this.#all(THREADS) as { thread: string; checkpoints: number; updated: string | null; bytes: number }[];
    return rows.map((row) => ({ ...row, thread: textOf(row.thread) }));
  }

  deleteThread(thread: string): void {
    const name = storedText(thread, 'thread_id');
    this.#texts.deleteThread(name);
    for (const table of ['lc_checkpoints', 'lc_values', 'lc_writes']) {
      this.#run(`DELETE FROM ${table} WHERE graph IN (SELECT graph FROM lc_graphs WHERE thread = ?)`, name);
    }
    this.#run('DELETE FROM lc_graphs WHERE thread = ?', name);
  }

  #next(sql: string): number {
    return (this.#get(sql) as { next: number }).next;
  }

  #run(sql: string, ...values: readonly Bound[]): void {
    this.#database.prepare(sql).run(...values);
  }

  #get(sql: string, ...values: readonly Bound[]): unknown {
    return this.#database.prepare(sql).get(...values);
  }

  #all(sql: string, ...values: readonly Bound[]): unknown[] {
    return this.#database.prepare(sql).all(...values);
  }
}

function partsOf(unpacked: TypedData | undefined): ValueRow {
  return unpacked === undefined ? { type: null, data: '', isWhole: false } : { ...unpacked, isWhole: true };
}

function checkpointOf(found: unknown): CheckpointRow | undefined {
  if (found === undefined) return undefined;
  const { seq, graph, id, parent, body, type, data, crc } = found as RawCheckpoint;
  const isWhole = crc === checksumOf(seq, graph, id, parent, body, type, data);
  return {
    seq,
    graph,
    id: unpackId(id),
    parent: parent === null || !isWhole ? undefined : unpackId(parent),
    body,
    metadata: { type, data },
    isWhole,
  };
}
