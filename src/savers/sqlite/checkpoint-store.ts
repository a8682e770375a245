/** LangChain's saver contract on tables of an SQLite file. */
import { InvalidConfigError, type ValueCodec } from '../../base/index.ts';
import { CheckpointTables, type CheckpointRow } from './checkpoints/checkpoint-tables.ts';
import { CheckpointWriter } from './checkpoints/checkpoint-writer.ts';
import { isRowDamaged, type CheckpointPlace } from './checkpoints/damaged-checkpoint.ts';
import { historyOf, linksOf } from './checkpoints/delta-history.ts';
import { checkedLimit, placeOf, requiredId, type GivenPlace } from './checkpoints/given-ids.ts';
import { ListMemory } from './checkpoints/list-memory.ts';
import type {
  ChannelHistory,
  CheckpointConfig,
  GivenConfig,
  GraphCheckpoint,
  GraphMetadata,
  GraphTuple,
  ListOptions,
  Serde,
  Versions,
} from './checkpoints/saver-contract.ts';
import { configOf, TupleReader, type HeldCheckpoint } from './checkpoints/tuple-reader.ts';
import { ValueForms } from './checkpoints/typed-data.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** A thread as `threads()` tells of it. */
export interface StoredCheckpoints {
  readonly thread: string;
  readonly checkpoints: number;
  /** The time that its last checkpoint gives. */
  readonly updated: Date;
  readonly bytes: number;
}

/** How many places of checkpoints are looked up at once. */
const PAGE = 100;

/** What old checkpoints may leave out. */
const NOTHING = { channel_values: {}, channel_versions: {}, versions_seen: {} };

/**
 * Keeps LangGraph's checkpoints: what `BaseCheckpointSaver` promises, in the tables of `CHECKPOINT_SCHEMA`.
 *
 * Each channel's value is stored once for all checkpoints that share it, and of a list that grew what was appended. The newest checkpoint is
 * the one put last, whatever the clock says; one put again keeps its place. A call of `put` or `putWrites` is stored as a whole or not at all.
 */
export class CheckpointStore {
  readonly #database: SqliteDatabase;
  readonly #tables: CheckpointTables;
  readonly #forms: ValueForms;
  readonly #writer: CheckpointWriter;
  readonly #reader: TupleReader;

  /**
   * @param database with the tables of `CHECKPOINT_SCHEMA`
   * @param values   a codec that has `langgraphKinds`, or a serialiser as LangChain's savers take one; with the latter lists are stored whole
   */
  constructor(database: SqliteDatabase, values: ValueCodec | Serde) {
    const memory = new ListMemory();
    this.#database = database;
    this.#forms = new ValueForms(values);
    this.#tables = new CheckpointTables(database);
    this.#writer = new CheckpointWriter(database, this.#tables, this.#forms, memory);
    this.#reader = new TupleReader(this.#tables, this.#forms, memory);
  }

  /** What values are written and read with. */
  get serde(): Serde {
    return this.#forms.serde;
  }

  async get(config: GivenConfig): Promise<GraphCheckpoint | undefined> {
    return (await this.getTuple(config))?.checkpoint;
  }

  /**
   * @param config without a `checkpoint_id` the checkpoint that was put last
   * @throws InvalidConfigError for ids that are no texts; CheckpointError `CHECKPOINT_DAMAGED` naming thread, checkpoint and channel
   */
  async getTuple(config: GivenConfig): Promise<GraphTuple | undefined> {
    const given = placeOf(config);
    const held = this.#database.read(() => {
      const found = this.#find(given);
      return found && this.#reader.hold(found.place, found.row);
    });
    return held && this.#reader.tupleOf(held, true);
  }

  /**
   * The checkpoints that fit, the one put last first; those whose rows are damaged are left out, unless `config` names one.
   *
   * @param config without a `thread_id` or `checkpoint_ns` those of all threads or namespaces
   * @throws InvalidConfigError for ids that are no texts, or a limit that is no number
   */
  async *list(config: GivenConfig, options: ListOptions = {}): AsyncGenerator<GraphTuple> {
    const given = placeOf(config);
    const { checkpoint: before } = placeOf(options.before);
    let left = checkedLimit(options.limit);
    for (const seq of left > 0 ? this.#places(given, before) : []) {
      const held = this.#holdAt(seq, given.checkpoint !== undefined);
      if (held === undefined || !(await this.#fits(held, options.filter))) continue;
      yield await this.#reader.tupleOf(held, false);
      if (--left <= 0) return;
    }
  }

  /**
   * @param config      its `checkpoint_id` becomes the parent
   * @param newVersions the channels whose values are stored; all others have the values that they had in the parent
   * @returns the config of the checkpoint
   * @throws InvalidConfigError for ids that are missing or no texts; UnstorableValueError naming the channel; SaverError
   */
  async put(
    config: GivenConfig,
    checkpoint: GraphCheckpoint,
    metadata: GraphMetadata,
    newVersions: Versions,
  ): Promise<CheckpointConfig> {
    const { thread, namespace = '', checkpoint: parent } = placeOf(config);
    const place = {
      thread: requiredId(thread, 'thread_id', 'put'),
      namespace,
      checkpoint: requiredId(checkpoint.id, 'id', 'put'),
    };
    await this.#writer.put({ place, parent, checkpoint: { ...NOTHING, ...checkpoint }, metadata, newVersions });
    return configOf(place);
  }

  /**
   * Keeps what a task wrote: all of it or nothing. What the task has written at the same place before stays, except in channels of which a
   * task has one value, such as `__interrupt__`.
   *
   * @param config of the checkpoint that the task runs on, which need not be stored yet
   * @throws as `put`
   */
  async putWrites(config: GivenConfig, writes: (readonly [string, unknown])[], taskId: string): Promise<void> {
    const { thread, namespace = '', checkpoint } = placeOf(config);
    const place = {
      thread: requiredId(thread, 'thread_id', 'putWrites'),
      namespace,
      checkpoint: requiredId(checkpoint, 'checkpoint_id', 'putWrites'),
    };
    await this.#writer.putWrites(place, requiredId(taskId, 'taskId', 'putWrites'), writes);
  }

  /** Deletes what the thread has here, in all namespaces. @throws InvalidConfigError for an id that is no text; SaverError */
  async deleteThread(threadId: string): Promise<void> {
    const thread = requiredId(threadId, 'thread_id', 'deleteThread');
    await this.#database.write(() => this.#tables.deleteThread(thread));
  }

  /** Every thread, the one put last first. */
  threads(): StoredCheckpoints[] {
    return this.#database
      .read(() => this.#tables.threads())
      .map(({ updated, ...row }) => ({ ...row, updated: new Date(updated ?? 0) }));
  }

  /** What LangGraph's `DeltaChannel` is made of. @throws as `getTuple` */
  async getDeltaChannelHistory(options: {
    config: GivenConfig;
    channels: string[];
  }): Promise<Record<string, ChannelHistory>> {
    const given = placeOf(options.config);
    const links = this.#database.read(() => {
      const found = this.#find(given);
      return found && linksOf(this.#reader, this.#tables, found, options.channels);
    });
    return historyOf(this.#reader, links ?? new Map(options.channels.map((channel) => [channel, []])));
  }

  /** @throws InvalidConfigError for a version that another saver made, a text */
  getNextVersion(current: number | undefined): number {
    if (current === undefined) return 1;
    if (typeof current === 'number') return current + 1;
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      `The version "${String(current)}" is no number: go on with the saver that made it.`,
    );
  }

  /** Keeps databases out of what is logged. */
  toJSON(): string {
    return `[${this.constructor.name}]`;
  }

  /** Closes the file. */
  end(): void {
    this.close();
  }

  /** Closes the file. Runs must have ended. */
  close(): void {
    this.#database.close();
  }

  #find({
    thread,
    namespace = '',
    checkpoint,
  }: GivenPlace): { place: CheckpointPlace; row: CheckpointRow } | undefined {
    const graph = thread === undefined ? undefined : this.#tables.findGraph(thread, namespace);
    const row = graph === undefined ? undefined : this.#tables.checkpoint(graph, checkpoint);
    return thread === undefined || row === undefined
      ? undefined
      : { place: { thread, namespace, checkpoint: row.id }, row };
  }

  /** Where the checkpoints are that were put before the one with the id `before`, the last first. */
  *#places(given: GivenPlace, before: string | undefined): Generator<number> {
    let end = before === undefined ? undefined : this.#database.read(() => this.#tables.placeIn(given, before));
    // Of one that the thread does not have, only the id can tell.
    const newest = end === undefined ? before : undefined;
    for (;;) {
      const page = this.#database.read(() => this.#tables.select(given, end, PAGE));
      for (const { seq, id } of page) if (newest === undefined || id < newest) yield seq;
      end = page.at(-1)?.seq;
      if (page.length < PAGE) return;
    }
  }

  #holdAt(seq: number, isNamed: boolean): HeldCheckpoint | undefined {
    try {
      return this.#database.read(() => {
        const row = this.#tables.checkpointAt(seq);
        // Since it was found it may have been deleted.
        if (row === undefined) return undefined;
        return this.#reader.hold({ ...this.#tables.nameOf(row.graph), checkpoint: row.id }, row);
      });
    } catch (error) {
      if (isNamed || !isRowDamaged(error)) throw error;
      return undefined;
    }
  }

  async #fits({ place, row }: HeldCheckpoint, filter: ListOptions['filter']): Promise<boolean> {
    const wanted = Object.entries(filter ?? {});
    if (wanted.length === 0) return true;
    const metadata = (await this.#reader.load(place, 'its metadata', row.metadata)) as Record<string, unknown>;
    return wanted.every(([key, value]) => (Object.hasOwn(metadata, key) ? metadata[key] : undefined) === value);
  }
}
