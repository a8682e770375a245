/** Reads checkpoints: their rows on one state of the database, then the values that these hold. */
import { MossError } from '../../../base/index.ts';
import { decodeBody, setOwn, type CheckpointBody } from './checkpoint-body.ts';
import type { CheckpointRow, CheckpointTables, WriteRow } from './checkpoint-tables.ts';
import { damaged, type CheckpointPlace } from './damaged-checkpoint.ts';
import type { ListMemory } from './list-memory.ts';
import {
  SENDS_CHANNEL,
  newestVersion,
  type CheckpointConfig,
  type GraphMetadata,
  type GraphTuple,
  type PendingWrite,
} from './saver-contract.ts';
import { LONG_LIST, joinedText, seeList } from './tail-of-list.ts';
import type { TypedData, ValueForms } from './typed-data.ts';

/** A value with the row that ends it, if it is in rows. */
interface HeldValue extends TypedData {
  readonly value: number | undefined;
}

/** All that is needed of a checkpoint to make its tuple. */
export interface HeldCheckpoint {
  readonly place: CheckpointPlace;
  readonly row: CheckpointRow;
  readonly body: CheckpointBody;
  readonly values: ReadonlyMap<string, HeldValue>;
  readonly writes: readonly WriteRow[];
  /** Of checkpoints before version 4: what was sent to its tasks, kept with its parent then. */
  readonly sends: readonly WriteRow[] | undefined;
}

export class TupleReader {
  readonly #tables: CheckpointTables;
  readonly #forms: ValueForms;
  readonly #memory: ListMemory;

  constructor(tables: CheckpointTables, forms: ValueForms, memory: ListMemory) {
    this.#tables = tables;
    this.#forms = forms;
    this.#memory = memory;
  }

  /** Within a transaction. @throws CheckpointError */
  hold(place: CheckpointPlace, row: CheckpointRow): HeldCheckpoint {
    const body = this.bodyOf(place, row);
    const values = new Map([...body.refs.keys()].map((channel) => [channel, this.#held(place, row, body, channel)]));
    const writes = this.writesOf(place, row);
    const isOld = body.v < 4 && row.parent !== undefined;
    const sends = isOld ? this.#writes(place, row.graph, row.parent ?? '') : undefined;
    return { place, row, body, values, writes, sends: sends?.filter(({ channel }) => channel === SENDS_CHANNEL) };
  }

  /** Within a transaction. @throws CheckpointError */
  bodyOf(place: CheckpointPlace, row: CheckpointRow): CheckpointBody {
    if (!row.isWhole) throw damaged(place, 'its own row');
    return decodeBody(row.body, this.#forms.codec);
  }

  /** Within a transaction. @throws CheckpointError */
  writesOf(place: CheckpointPlace, row: CheckpointRow): WriteRow[] {
    return this.#writes(place, row.graph, row.id);
  }

  /** @param isStart whether a run may go on from it: then its lists are remembered. @throws CheckpointError */
  async tupleOf({ place, row, body, values, writes, sends }: HeldCheckpoint, isStart: boolean): Promise<GraphTuple> {
    const tuple: GraphTuple = {
      config: configOf(place),
      checkpoint: {
        v: body.v,
        id: row.id,
        ts: body.ts,
        channel_values: {},
        channel_versions: body.versions,
        versions_seen: body.seen,
      },
      metadata: (await this.load(place, 'its metadata', row.metadata)) as GraphMetadata,
      pendingWrites: await this.loadWrites(place, writes),
    };
    const { channel_values: held, channel_versions: versions } = tuple.checkpoint;
    for (const [channel, value] of values) {
      const loaded = await this.load(place, partOf(channel), value);
      setOwn(held, channel, loaded);
      if (isStart) this.#remember(row.graph, channel, value, loaded);
    }
    if (row.parent !== undefined) tuple.parentConfig = configOf({ ...place, checkpoint: row.parent });
    if (sends !== undefined) {
      held[SENDS_CHANNEL] = (await this.loadWrites(place, sends)).map(([, , sent]) => sent);
      versions[SENDS_CHANNEL] = newestVersion(versions) ?? 1;
    }
    return tuple;
  }

  async loadWrites(place: CheckpointPlace, rows: readonly WriteRow[]): Promise<PendingWrite[]> {
    const writes: PendingWrite[] = [];
    for (const row of rows) {
      writes.push([row.task, row.channel, await this.load(place, `a write to the channel "${row.channel}"`, row)]);
    }
    return writes;
  }

  /** Within a transaction. @returns `undefined` where the channel has no value, or that for a value. @throws CheckpointError */
  heldValue(place: CheckpointPlace, row: CheckpointRow, body: CheckpointBody, channel: string): TypedData | undefined {
    if (!body.refs.has(channel)) return undefined;
    const held = this.#held(place, row, body, channel);
    return held.type === null && held.data === this.#forms.codec.encode(undefined) ? undefined : held;
  }

  /** @param part what it is, for the error. @throws CheckpointError where it cannot be read */
  async load(place: CheckpointPlace, part: string, data: TypedData): Promise<unknown> {
    try {
      return await this.#forms.load(data);
    } catch (error) {
      throw MossError.is(error, 'VALUE_DAMAGED') ? damaged(place, part, error) : error;
    }
  }

  #held(place: CheckpointPlace, row: CheckpointRow, body: CheckpointBody, channel: string): HeldValue {
    const ref = body.refs.get(channel) ?? '';
    if (typeof ref === 'string') return { type: null, data: ref, value: undefined };
    const rows = this.#tables.valueRows(row.graph, channel, ref);
    const [first] = rows;
    if (first === undefined || !rows.every(({ isWhole }) => isWhole)) throw damaged(place, partOf(channel));
    if (rows.length === 1) return { type: first.type, data: first.data, value: ref };
    return { type: null, data: joinedText(rows.map(({ data }) => String(data))), value: ref };
  }

  #writes(place: CheckpointPlace, graph: number, id: string): WriteRow[] {
    const rows = this.#tables.writes(graph, id);
    const broken = rows.find(({ isWhole }) => !isWhole);
    if (broken !== undefined) throw damaged(place, `a write to the channel "${broken.channel}"`);
    return rows;
  }

  #remember(graph: number, channel: string, { value, type, data }: HeldValue, loaded: unknown): void {
    if (type !== null || value === undefined || !Array.isArray(loaded) || loaded.length < LONG_LIST) return;
    this.#memory.set(graph, channel, seeList(value, loaded, String(data), this.#forms.codec));
  }
}

function partOf(channel: string): string {
  return `the channel "${channel}"`;
}

export function configOf({ thread, namespace, checkpoint }: CheckpointPlace): CheckpointConfig {
  return { configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: checkpoint } };
}
