/** Threads of a graph that has changed since: they are read as the graph of today would have left them. */
import { when } from '../base/index.ts';
import {
  EMPTY,
  Unfolded,
  type ChannelChange,
  type Checkpoint,
  type Commit,
  type RunGraph,
  type RunSaver,
  type Saver,
  type Stored,
  type ThreadKey,
} from '../engine/index.ts';

/**
 * Makes of a checkpoint what the graph of today can go on from: `values` with the channels, `next` and `records` with the nodes that it has.
 * Called for each checkpoint that is read, the migrated ones too, so it must return what is as it should be unchanged, the same object.
 * What it throws or rejects with ends the run.
 */
export type Migration = (checkpoint: Checkpoint) => Stored<Checkpoint>;

/**
 * Puts a {@link Migration} before a saver. What is stored stays as it is; the next checkpoint of a thread stores what was migrated.
 *
 * @param saver   used here as by an engine; what is called outside of a run is not migrated
 * @param migrate a value in `values` may be an `Unfolded` of a `delta` channel: it may be moved, and is folded where it arrives
 * @returns to be made once: two of them do not know of each other's runs
 * @example
 * // the node `draft` is called `write` now
 * const saver = withMigration(new MemorySaver(), (checkpoint) => {
 *   if (!checkpoint.next.some(({ node }) => node === 'draft')) return checkpoint;
 *   return { ...checkpoint, next: checkpoint.next.map((task) => (task.node === 'draft' ? { ...task, node: 'write' } : task)) };
 * });
 */
export function withMigration(saver: Saver, migrate: Migration): Saver {
  return {
    ...(saver.capabilities !== undefined && { capabilities: saver.capabilities }),
    commit: (commit) => saver.commit(commit),
    putRecord: (key, checkpoint, record) => saver.putRecord(key, checkpoint, record),
    load: (key, id) => saver.load(key, id),
    history: (key) => saver.history(key),
    deleteThread: (thread) => saver.deleteThread(thread),
    forRun: (graph) => migrated(saver.forRun?.(graph) ?? saver, graph, migrate),
  };
}

function migrated(saver: Saver, graph: RunGraph, migrate: Migration): Saver {
  /** What commits that go on from a migrated checkpoint have to store besides, by its place. */
  const owed = new Map<string, ReadonlyMap<string, unknown>>();

  const read = (stored: Checkpoint): Stored<Checkpoint> =>
    when(migrate(stored), (made) => {
      if (made === stored) return stored;
      const changes = changesOf(stored, made, graph);
      owed.set(placeOf(stored, stored.id), changes);
      return { ...made, values: new Map([...made.values, ...present(changes)]) };
    });

  const commit = (told: Commit): Stored<void> => {
    const changes = told.parent === undefined ? undefined : owed.get(placeOf(told, told.parent));
    return saver.commit(changes === undefined ? told : { ...told, changed: withOwed(told.changed, changes) });
  };

  return {
    ...partsOfRunSaver(saver),
    commit,
    putRecord: (key, checkpoint, record) => saver.putRecord(key, checkpoint, record),
    load: (key, id) => when(saver.load(key, id), (stored) => stored && read(stored)),
    async *history(key) {
      for await (const stored of saver.history(key)) yield await read(stored);
    },
    deleteThread: (thread) => saver.deleteThread(thread),
    findRun: (key, run) => saver.findRun?.(key, run),
    release: () => saver.release?.(),
  };
}

/** A run tells more to a saver that has these. */
function partsOfRunSaver(saver: Saver): Partial<RunSaver> {
  if (!('report' in saver)) return {};
  const told = saver as RunSaver;
  return {
    nextId: (newest) => told.nextId(newest),
    report: (key, checkpoint, report) => told.report(key, checkpoint, report),
    close: (key) => told.close(key),
  };
}

function placeOf({ namespace }: ThreadKey, id: string): string {
  return `${namespace} ${id}`;
}

/** Channel → what it holds now and did not hold before; `EMPTY` for one that is gone. */
function changesOf(stored: Checkpoint, made: Checkpoint, graph: RunGraph): ReadonlyMap<string, unknown> {
  const plan = graph.planOf(stored.namespace);
  const changes = new Map<string, unknown>();
  for (const channel of stored.values.keys()) if (!made.values.has(channel)) changes.set(channel, EMPTY);
  for (const [channel, value] of made.values) {
    if (stored.values.has(channel) && stored.values.get(channel) === value) continue;
    const slot = plan.slots.get(channel) ?? -1;
    const rule = plan.channels[slot]?.channel;
    changes.set(
      channel,
      value instanceof Unfolded && rule !== undefined ? rule.update(value.base, value.writes) : value,
    );
  }
  return changes;
}

function present(changes: ReadonlyMap<string, unknown>): [string, unknown][] {
  return [...changes].filter(([, value]) => value !== EMPTY);
}

/** What was written to a migrated channel tells nothing to whoever holds the value from before. */
function withOwed(changed: readonly ChannelChange[], owed: ReadonlyMap<string, unknown>): readonly ChannelChange[] {
  const told = new Set(changed.map(({ channel }) => channel));
  const whole = changed.map(({ channel, value, ...rest }) =>
    owed.has(channel) ? { channel, value } : { channel, value, ...rest },
  );
  return [...whole, ...[...owed].flatMap(([channel, value]) => (told.has(channel) ? [] : [{ channel, value }]))];
}
