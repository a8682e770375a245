/** Threads kept in the memory of this process. */
import { ThreadConflictError } from '../base/index.ts';
import { EMPTY } from './channel.ts';
import { noCheckpoint } from './open-thread.ts';
import type { ChannelChange, Checkpoint, Commit, Saver, TaskRecord, ThreadKey } from './saver.ts';
import { share, valueOf, type SharedValue } from './shared-value.ts';

/** Fewest checkpoints from one index to the next. */
const SHORTEST_STRIDE = 64;

type Cells = ReadonlyMap<string, SharedValue | undefined>;

interface Entry {
  readonly commit: Omit<Commit, 'changed'>;
  readonly parent: Entry | undefined;
  /** Channels in this order changed to `cells`; `undefined` is empty. */
  readonly channels: readonly string[];
  readonly cells: readonly (SharedValue | undefined)[];
  /** How many entries there are since the last index. */
  readonly distance: number;
  /** How many there may be. */
  readonly stride: number;
  /** Every channel; only with some entries, so that no look-up walks far. */
  readonly index: Cells | undefined;
  records?: Map<string, TaskRecord>;
  /** Those that wrote records. */
  runs?: Set<string | undefined>;
}

interface Log {
  /** In the order of their ids. */
  readonly entries: Map<string, Entry>;
  newest: Entry | undefined;
}

/**
 * Keeps every checkpoint as what changed, so that a super-step costs the same however long the thread and however large the graph.
 * Values are kept as they are, not copied: what a node put into the state must not be changed afterwards.
 *
 * @example
 * const plan = stateGraph({ count: lastValue(0) })
 *   .addNode('increment', (state) => ({ count: state.count + 1 }))
 *   .addEdge(START, 'increment')
 *   .compile();
 * const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
 * await engine.invoke({ count: 41 }, { threadId: 't1' });
 */
export class MemorySaver implements Saver {
  readonly #threads = new Map<string, Map<string, Log>>();

  commit({ changed, ...commit }: Commit): void {
    const log = this.#logOf(commit);
    if (log.newest !== undefined && log.newest.commit.id >= commit.id) {
      throw new ThreadConflictError(commit.thread, `it already has the checkpoint ${log.newest.commit.id}`);
    }
    const parent = commit.parent === undefined ? undefined : log.entries.get(commit.parent);
    if (parent === undefined && commit.parent !== undefined) throw noCheckpoint(commit, commit.parent);
    const entry = entryOf(commit, parent, changed);
    log.entries.set(commit.id, entry);
    log.newest = entry;
  }

  putRecord(key: ThreadKey, checkpoint: string, record: TaskRecord): void {
    const entry = this.#find(key)?.entries.get(checkpoint);
    if (entry === undefined) throw noCheckpoint(key, checkpoint);
    (entry.records ??= new Map()).set(record.task, record);
    (entry.runs ??= new Set()).add(key.run);
  }

  load(key: ThreadKey, id?: string): Checkpoint | undefined {
    const log = this.#find(key);
    const entry = id === undefined ? log?.newest : log?.entries.get(id);
    return entry && checkpointOf(entry);
  }

  *history(key: ThreadKey): Generator<Checkpoint> {
    for (const entry of this.#all(key)) yield checkpointOf(entry);
  }

  findRun(key: ThreadKey, run: string): string | undefined {
    return this.#all(key).find(({ commit, runs }) => commit.run === run || runs?.has(run))?.commit.id;
  }

  deleteThread(thread: string): void {
    this.#threads.delete(thread);
  }

  /** The newest first. */
  #all(key: ThreadKey): Entry[] {
    return [...(this.#find(key)?.entries.values() ?? [])].reverse();
  }

  #find({ thread, namespace }: ThreadKey): Log | undefined {
    return this.#threads.get(thread)?.get(namespace);
  }

  #logOf({ thread, namespace }: ThreadKey): Log {
    let logs = this.#threads.get(thread);
    if (logs === undefined) this.#threads.set(thread, (logs = new Map()));
    let log = logs.get(namespace);
    if (log === undefined) logs.set(namespace, (log = { entries: new Map(), newest: undefined }));
    return log;
  }
}

function entryOf(commit: Entry['commit'], parent: Entry | undefined, changed: readonly ChannelChange[]): Entry {
  const channels: string[] = [];
  const cells: (SharedValue | undefined)[] = [];
  for (const change of changed) {
    const { channel, value, writes } = change;
    const shares = writes !== undefined || Array.isArray(value);
    channels.push(channel);
    cells.push(value === EMPTY ? undefined : share(shares ? cellOf(parent, channel) : undefined, change));
  }
  const entry: Entry = {
    commit,
    parent,
    channels,
    cells,
    distance: parent === undefined || parent.index !== undefined ? 1 : parent.distance + 1,
    stride: parent?.stride ?? Math.max(SHORTEST_STRIDE, channels.length),
    index: undefined,
  };
  return entry.distance < entry.stride ? entry : withIndex(entry);
}

/** An index costs as much as there are channels and is made once in as many checkpoints: a constant for each. */
function withIndex(entry: Entry): Entry {
  const index = cellsOf(entry);
  return { ...entry, index, stride: Math.max(SHORTEST_STRIDE, index.size) };
}

function cellOf(from: Entry | undefined, channel: string): SharedValue | undefined {
  for (let entry = from; entry !== undefined; entry = entry.parent) {
    if (entry.index !== undefined) return entry.index.get(channel);
    const place = entry.channels.indexOf(channel);
    if (place >= 0) return entry.cells[place];
  }
  return undefined;
}

/** Every channel of a checkpoint. */
function cellsOf(from: Entry): Cells {
  const cells = new Map<string, SharedValue | undefined>();
  for (let entry: Entry | undefined = from; entry !== undefined; entry = entry.parent) {
    const known = entry.index ?? entry.channels.map((channel, place) => [channel, entry?.cells[place]] as const);
    for (const [channel, cell] of known) if (!cells.has(channel)) cells.set(channel, cell);
    if (entry.index !== undefined) break;
  }
  return cells;
}

function checkpointOf(entry: Entry): Checkpoint {
  const values = new Map<string, unknown>();
  for (const [channel, cell] of cellsOf(entry)) if (cell !== undefined) values.set(channel, valueOf(cell));
  return { ...entry.commit, values, records: [...(entry.records?.values() ?? [])] };
}
