/** Stores checkpoints and what their tasks wrote, each call in one transaction. */
import { CheckpointError, MossError } from '../../../base/index.ts';
import type { SqliteDatabase } from '../sqlite-database.ts';
import { ChannelWriter, type PlacedValue, type WrittenValue } from './channel-writer.ts';
import { encodeBody } from './checkpoint-body.ts';
import type { CheckpointTables } from './checkpoint-tables.ts';
import type { CheckpointPlace } from './damaged-checkpoint.ts';
import { findRefs } from './find-refs.ts';
import { isError, plainError } from './langgraph-kinds.ts';
import type { ListMemory } from './list-memory.ts';
import {
  ERROR_CHANNEL,
  placeOfWrite,
  type GraphCheckpoint,
  type GraphMetadata,
  type Version,
  type Versions,
} from './saver-contract.ts';
import type { SeenList } from './tail-of-list.ts';
import type { TypedData, ValueForms } from './typed-data.ts';

/** A checkpoint with all that is said of it. */
export interface NewCheckpoint {
  readonly place: CheckpointPlace;
  readonly parent: string | undefined;
  readonly checkpoint: GraphCheckpoint;
  readonly metadata: GraphMetadata;
  /** The channels whose values it brings; all that it has if absent. */
  readonly newVersions: Versions | undefined;
}

/** A list that was stored, to be remembered. */
interface StoredList {
  readonly channel: string;
  readonly list: SeenList;
}

export class CheckpointWriter {
  readonly #database: SqliteDatabase;
  readonly #tables: CheckpointTables;
  readonly #forms: ValueForms;
  readonly #memory: ListMemory;
  readonly #channels: ChannelWriter;

  constructor(database: SqliteDatabase, tables: CheckpointTables, forms: ValueForms, memory: ListMemory) {
    this.#database = database;
    this.#tables = tables;
    this.#forms = forms;
    this.#memory = memory;
    this.#channels = new ChannelWriter(tables, forms, memory);
  }

  /** @throws UnstorableValueError naming the channel; CheckpointError if the parent is damaged, or goes meanwhile; SaverError */
  async put(added: NewCheckpoint): Promise<void> {
    const { checkpoint, metadata } = added;
    const { channel_values: values } = checkpoint;
    const { known, kept } = this.#database.read(() => this.#channelsKept(added));
    const written: WrittenValue[] = [];
    for (const [channel, value] of Object.entries(values)) {
      if (!kept.has(channel)) written.push(await this.#channels.write(known, channel, value));
    }
    const dumped = await this.#forms.dump(metadata, 'metadata');
    const { graph, lists } = await this.#database.write(() => this.#store(added, kept, written, dumped));
    for (const { channel, list } of lists) this.#memory.set(graph, channel, list);
  }

  /** @throws UnstorableValueError naming the channel; SaverError */
  async putWrites(
    place: CheckpointPlace,
    task: string,
    writes: readonly (readonly [string, unknown])[],
  ): Promise<void> {
    const rows: { channel: string; place: number; dumped: TypedData }[] = [];
    for (const [index, [channel, value]] of writes.entries()) {
      rows.push({ channel, place: placeOfWrite(channel, index), dumped: await this.#dumpWrite(channel, value) });
    }
    await this.#database.write(() => {
      const graph = this.#tables.addGraph(place.thread, place.namespace);
      for (const { dumped, ...row } of rows)
        this.#tables.addWrite(graph, place.checkpoint, { ...row, ...dumped, task });
    });
  }

  /** The channels whose values are to be found in the store, with their versions. Without its parent, which was deleted in mid-run, a checkpoint brings all. */
  #channelsKept({ place, parent, checkpoint, newVersions }: NewCheckpoint): {
    readonly known: number | undefined;
    readonly kept: ReadonlyMap<string, Version | undefined>;
  } {
    const known = this.#tables.findGraph(place.thread, place.namespace);
    const isFound = parent === undefined || (known !== undefined && this.#tables.has(known, parent));
    if (newVersions === undefined || !isFound) return { known, kept: new Map() };
    const { channel_values: values, channel_versions: versions } = checkpoint;
    const channels = new Set([...Object.keys(versions), ...Object.keys(values)]);
    const kept = [...channels].filter((channel) => !Object.hasOwn(newVersions, channel));
    const versionOf = (channel: string) => (Object.hasOwn(versions, channel) ? versions[channel] : undefined);
    return { known, kept: new Map(kept.map((channel) => [channel, versionOf(channel)])) };
  }

  /** Within a transaction. */
  #store(
    { place, parent, checkpoint }: NewCheckpoint,
    kept: ReadonlyMap<string, Version | undefined>,
    written: readonly WrittenValue[],
    metadata: TypedData,
  ): { readonly graph: number; readonly lists: readonly StoredList[] } {
    const { id, v, ts, channel_versions: versions, versions_seen: seen } = checkpoint;
    const graph = this.#tables.addGraph(place.thread, place.namespace);
    if (kept.size > 0 && parent !== undefined && !this.#tables.has(graph, parent)) throw gone(place, parent);
    const search = { graph, place, parent, kept };
    const { same: refs, before } = findRefs(this.#tables, this.#forms.codec, search);
    const lists: StoredList[] = [];
    for (const value of written) {
      const { ref, list }: PlacedValue = this.#channels.place(graph, value, before.get(value.channel));
      refs.set(value.channel, ref);
      if (list !== undefined) lists.push({ channel: value.channel, list });
    }
    const body = encodeBody({ v, ts, versions, seen, refs }, this.#forms.codec);
    this.#tables.putCheckpoint({ graph, id, parent, body, metadata });
    return { graph, lists };
  }

  /** Of an error that cannot be stored as it is, what every error has: why a task failed must not get lost. */
  async #dumpWrite(channel: string, value: unknown): Promise<TypedData> {
    try {
      return await this.#forms.dump(value, channel);
    } catch (error) {
      if (channel !== ERROR_CHANNEL || !isError(value) || !MossError.is(error, 'VALUE_UNSTORABLE')) throw error;
      return this.#forms.dump(plainError(value), channel);
    }
  }
}

function gone({ thread, namespace, checkpoint }: CheckpointPlace, parent: string): CheckpointError {
  const graph = namespace === '' ? '' : ` of the graph "${namespace}"`;
  const message = `The checkpoint ${checkpoint} of the thread "${thread}"${graph} cannot be stored, as its parent ${parent} was deleted meanwhile: run again.`;
  return new CheckpointError('CHECKPOINT_MISSING', message);
}
