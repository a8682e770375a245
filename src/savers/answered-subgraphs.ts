/** Which subgraphs of a stored checkpoint still ask. */
import type { Checkpoint, TaskRecord, ThreadKey } from '../engine/index.ts';
import { ERROR_CHANNEL } from './langchain-contract.ts';
import type { NamespaceMap } from './namespaces.ts';
import { engineCheckpoint, placeOfTask, type Place } from './stored-point.ts';
import type { ReadPoint, ThreadStore } from './thread-store.ts';

/** Where namespaces of a thread are found and read. */
export interface Look {
  readonly places: NamespaceMap;
  readonly store: ThreadStore;
}

/**
 * The question of a subgraph stays with its task when LangGraph has answered it. Where the task failed since then, the subgraph itself
 * tells whether it still asks.
 *
 * @param checkpoint what `read`, the newest of its namespace, is to the engine
 */
export async function withoutAnswered(
  look: Look,
  place: Place,
  { point, pending }: ReadPoint,
  checkpoint: Checkpoint,
): Promise<Checkpoint> {
  const records: TaskRecord[] = [];
  for (const record of checkpoint.records) {
    const stored = point.tasks[placeOfTask(record.task)];
    const hasFailed = pending.some(([task, channel]) => task === stored?.id && channel === ERROR_CHANNEL);
    const isDoubtful = stored !== undefined && hasFailed && record.interrupts.length > 0;
    const asks =
      !isDoubtful || !place.isSubgraph(stored.node) || (await stillAsks(look, place.key, record, stored.node));
    if (asks) records.push(record);
    else if (record.answers.length > 0) records.push({ ...record, interrupts: [] });
  }
  return { ...checkpoint, records };
}

/** Whether the subgraph of a task waits for an answer, as far as it is known. */
async function stillAsks(
  look: Look,
  { thread, namespace }: ThreadKey,
  { task }: TaskRecord,
  node: string,
): Promise<boolean> {
  const name = encodeURIComponent(node);
  // With the task that it runs for, or on its own.
  for (const within of [`${task}:${name}`, namespace === '' ? name : `${namespace}|${name}`]) {
    const place = await look.places.find({ thread, namespace: within });
    const read = await look.store.read(place);
    if (read === undefined) continue;
    const checkpoint = engineCheckpoint(place, read.point, read.pending, false);
    const { records } = await withoutAnswered(look, place, read, checkpoint);
    return records.some(({ interrupts }) => interrupts.length > 0);
  }
  return true;
}
