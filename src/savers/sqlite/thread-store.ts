/** Threads in tables: what a commit becomes, and what it reads back. Called within transactions. */
import { CheckpointError, ThreadConflictError, type ValueCodec } from '../../base/index.ts';
import {
  type ChannelChange,
  type Checkpoint,
  type Commit,
  type TaskRecord,
  type ThreadKey,
} from '../../engine/index.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { GraphNames } from './graph-names.ts';
import { encodeBody, encodeChange, type EncodedChange, type Form, type SaidByStep } from './step-body.ts';
import { ThreadReader, type Cells } from './thread-reader.ts';
import { ThreadTables } from './thread-tables.ts';

/** Fewest steps from one index to the next; each index after that only where it has grown twice as far. */
const SHORTEST_STRIDE = 64;

/** What is known of a checkpoint that may be gone on from, so that nothing has to be read for it. Moves on with the thread. */
export interface Tip {
  id: string;
  since: number;
  readonly cells: Cells;
  readonly forms: Map<string, Form>;
  /** The lists that it holds, to see what was put behind them. */
  readonly lists: Map<string, readonly unknown[]>;
  /** Of its graph, as far as they were known: parsed once for a run. */
  names: GraphNames | undefined;
}

/** A commit that was stored, for its tip to move on once it is certain. */
export interface StoredCommit {
  readonly parent: Tip | undefined;
  readonly commit: Commit;
  readonly changes: readonly EncodedChange[];
  readonly since: number;
  readonly names: GraphNames;
}

export class ThreadStore {
  readonly tables: ThreadTables;
  readonly codec: ValueCodec;

  constructor(database: SqliteDatabase, codec: ValueCodec) {
    this.tables = new ThreadTables(database);
    this.codec = codec;
  }

  /**
   * @param thread its number
   * @param known  what is known of the parent, if anything
   * @throws ThreadConflictError if the id is taken; CheckpointError if there is no such parent; UnstorableValueError
   */
  commit(thread: number, commit: Commit, known: Tip | undefined): StoredCommit {
    const { tables, codec } = this;
    const graph = tables.addGraph(thread, commit.namespace);
    const newest = tables.newest(graph);
    if (newest !== undefined && newest >= commit.id) {
      throw new ThreadConflictError(commit.thread, `it already has the checkpoint ${newest}`);
    }
    const parent = commit.parent === undefined ? undefined : this.#parentOf(commit, graph, commit.parent, known);
    const changes = commit.changed.map((change) => encodeChange(change, addedBy(change, parent), codec));
    this.addContents(graph, commit.id, changes);
    const distance = parent === undefined ? 0 : parent.since + 1;
    const index = isIndexed(distance, parent, changes) ? cellsAfter(commit.id, parent, changes) : undefined;
    const names = this.#namesOf(graph, parent?.names);
    const body = this.#body(graph, { next: commit.next, changes, parent: commit.parent, index }, names);
    const { id, step, source } = commit;
    const since = index === undefined ? distance : 0;
    tables.addStep(graph, { id, parent: commit.parent, step, source, since, body });
    if (commit.run !== undefined) tables.putRun(graph, commit.run, id);
    return { parent, commit, changes, since, names };
  }

  /** @throws CheckpointError if there is no such checkpoint; UnstorableValueError */
  putRecord(thread: number | undefined, key: ThreadKey, checkpoint: string, record: TaskRecord): void {
    const graph = thread === undefined ? undefined : this.tables.findGraph(thread, key.namespace);
    if (graph === undefined || this.tables.step(graph, checkpoint) === undefined) throw noCheckpoint(key, checkpoint);
    this.tables.putRecord(graph, checkpoint, record.task, this.codec.encode(record, `task ${record.task}`));
    if (key.run !== undefined) this.tables.putRun(graph, key.run, checkpoint);
  }

  /** @throws CheckpointError `CHECKPOINT_DAMAGED` */
  load(key: ThreadKey, id?: string): Checkpoint | undefined {
    const graph = this.#graphOf(key);
    if (graph === undefined) return undefined;
    const reader = this.#reader(key, graph);
    if (id !== undefined) return reader.checkpoint(id);
    const newest = this.tables.newest(graph);
    return newest === undefined ? undefined : reader.newest(newest, () => this.tables.ids(graph).slice(1));
  }

  /** Ids, the newest first. */
  ids(key: ThreadKey): readonly string[] {
    const graph = this.#graphOf(key);
    return graph === undefined ? [] : this.tables.ids(graph);
  }

  findRun(key: ThreadKey, run: string): string | undefined {
    const graph = this.#graphOf(key);
    return graph === undefined ? undefined : this.tables.findRun(graph, run);
  }

  /** What is known of a checkpoint that was just read. */
  tipOf(key: ThreadKey, { id, values }: Checkpoint): Tip | undefined {
    const graph = this.#graphOf(key);
    if (graph === undefined) return undefined;
    const lists = [...values].filter((entry): entry is [string, readonly unknown[]] => Array.isArray(entry[1]));
    return { ...this.#tipAt(key, graph, id), lists: new Map(lists) };
  }

  /** @throws UnstorableValueError for the input of a task */
  body(graph: number, said: SaidByStep): string {
    return this.#body(graph, said, this.#namesOf(graph, undefined));
  }

  addContents(graph: number, id: string, changes: readonly EncodedChange[]): void {
    for (const { content } of changes) {
      if (content !== undefined) this.tables.addContent(graph, id, content.hash, content.text);
    }
  }

  #body(graph: number, said: SaidByStep, names: GraphNames): string {
    const body = encodeBody(said, names, this.codec);
    if (names.hasGrown) this.tables.putNames(graph, names.text);
    return body;
  }

  /** @param known those of the last commit, which are still right unless somebody else has added to them */
  #namesOf(graph: number, known: GraphNames | undefined): GraphNames {
    const stored = this.tables.names(graph);
    return known?.stored === stored ? known : new GraphNames(stored);
  }

  #parentOf(commit: Commit, graph: number, parent: string, known: Tip | undefined): Tip {
    return known?.id === parent ? known : this.#tipAt(commit, graph, parent);
  }

  #tipAt(key: ThreadKey, graph: number, id: string): Tip {
    if (this.tables.step(graph, id) === undefined) throw noCheckpoint(key, id);
    const reader = this.#reader(key, graph);
    const cells = reader.cells(id);
    const forms = [...cells].map(([channel, from]) => [channel, reader.formAt(channel, from, id) ?? 'whole'] as const);
    return { id, since: reader.since(id), cells, forms: new Map(forms), lists: new Map(), names: undefined };
  }

  #graphOf({ thread, namespace }: ThreadKey): number | undefined {
    const found = this.tables.findThread(thread);
    return found === undefined ? undefined : this.tables.findGraph(found, namespace);
  }

  #reader(key: ThreadKey, graph: number): ThreadReader {
    return new ThreadReader(this.tables, this.codec, key, graph);
  }
}

/** What of a change is stored, where the parent has the rest. */
function addedBy(
  { channel, value, writes }: ChannelChange,
  parent: Tip | undefined,
): Parameters<typeof encodeChange>[1] {
  const before = parent?.cells.get(channel);
  const form = parent?.forms.get(channel);
  if (before === undefined || form === undefined || form === 'empty') return undefined;
  if (writes !== undefined) return form === 'tail' ? undefined : { form: 'writes', data: writes, before };
  const list = parent?.lists.get(channel);
  if (form === 'writes' || list === undefined || !Array.isArray(value) || !beginsWith(value, list)) return undefined;
  return { form: 'tail', data: value.slice(list.length), before };
}

/** Constant for each change, however many channels there are. @returns the tip of the commit, which may be that of its parent, moved on */
export function tipAfter({ parent, commit, changes, since, names }: StoredCommit): Tip {
  const tip = parent ?? { id: commit.id, since, cells: new Map(), forms: new Map(), lists: new Map(), names };
  tip.id = commit.id;
  tip.since = since;
  tip.names = names;
  if (names.hasGrown) names.keep(names.text);
  for (const { channel, form } of changes) {
    tip.cells.set(channel, commit.id);
    tip.forms.set(channel, form);
  }
  for (const { channel, value, writes } of commit.changed) {
    if (Array.isArray(value) && writes === undefined) tip.lists.set(channel, value);
    else tip.lists.delete(channel);
  }
  return tip;
}

function cellsAfter(id: string, parent: Tip | undefined, changes: readonly EncodedChange[]): Cells {
  return new Map([...(parent?.cells ?? []), ...changes.map(({ channel }) => [channel, id] as const)]);
}

/** The first step of a thread tells of every channel there is, so a walk may end there. */
function isIndexed(distance: number, parent: Tip | undefined, changes: readonly EncodedChange[]): boolean {
  if (distance < SHORTEST_STRIDE) return false;
  const isPower = (distance & (distance - 1)) === 0;
  return isPower && (parent?.cells.size ?? 0) + changes.length <= distance;
}

function beginsWith(list: readonly unknown[], start: readonly unknown[]): boolean {
  if (list.length < start.length) return false;
  for (let place = 0; place < start.length; place++) if (!Object.is(list[place], start[place])) return false;
  return true;
}

function noCheckpoint({ thread }: ThreadKey, id: string): CheckpointError {
  return new CheckpointError(
    'CHECKPOINT_MISSING',
    `The thread "${thread}" has no checkpoint "${id}": take one that history() tells.`,
  );
}
