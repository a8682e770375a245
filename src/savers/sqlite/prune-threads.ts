/** Deletes old threads and checkpoints; what is kept and went on from them is made to stand alone first. */
import type { ThreadKey } from '../../engine/index.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { encodeChange } from './step-body.ts';
import { isLeased } from './thread-lease.ts';
import type { ThreadStore } from './thread-store.ts';

export interface PruneOptions {
  /** How many checkpoints of each graph to keep, at least 1. Default: all. */
  readonly keepLast?: number | undefined;
  /** Milliseconds since its last write after which a thread is deleted. Default: never. */
  readonly ttl?: number | undefined;
}

/** What was deleted. */
export interface Pruned {
  readonly threads: number;
  readonly checkpoints: number;
}

/** Each thread in a transaction of its own, so that nobody waits long; those that a run holds are left alone. */
export async function pruneThreads(
  database: SqliteDatabase,
  store: ThreadStore,
  { keepLast, ttl }: PruneOptions,
): Promise<Pruned> {
  const { tables } = store;
  let [threads, checkpoints] = [0, 0];
  for (const { thread, name } of database.read(() => tables.threads())) {
    await database.write(() => {
      const updated = tables.updated(thread);
      if (updated === undefined || isLeased(database, thread)) return;
      if (ttl !== undefined && updated < Date.now() - ttl) {
        tables.deleteThread(thread);
        threads++;
      } else if (keepLast !== undefined) {
        for (const { namespace } of tables.graphsOf(thread)) {
          checkpoints += pruneGraph(store, { thread: name, namespace }, keepLast);
        }
      }
    });
  }
  return { threads, checkpoints };
}

/** Within a transaction. @returns how many checkpoints were deleted */
export function pruneGraph(store: ThreadStore, key: ThreadKey, keepLast: number): number {
  const { tables } = store;
  const thread = tables.findThread(key.thread);
  const graph = thread === undefined ? undefined : tables.findGraph(thread, key.namespace);
  if (graph === undefined) return 0;
  const ids = tables.ids(graph);
  const kept = new Set(ids.slice(0, keepLast));
  for (const id of kept) {
    const parent = tables.step(graph, id)?.parent;
    if (parent !== undefined && !kept.has(parent)) makeIndependent(store, key, graph, id);
  }
  const gone = ids.slice(keepLast);
  for (const id of gone) tables.deleteStep(graph, id);
  return gone.length;
}

/** Tells of every channel in the checkpoint itself. */
function makeIndependent(store: ThreadStore, key: ThreadKey, graph: number, id: string): void {
  const { tables, codec } = store;
  const checkpoint = store.load(key, id);
  const row = tables.step(graph, id);
  if (checkpoint === undefined || row === undefined) return;
  const changes = [...checkpoint.values].map(([channel, value]) => encodeChange({ channel, value }, undefined, codec));
  const index = new Map(changes.map(({ channel }) => [channel, id]));
  const body = store.body(graph, { next: checkpoint.next, changes, parent: row.parent, index });
  tables.replaceStep(graph, { ...row, since: 0, body });
  store.addContents(graph, id, changes);
}
