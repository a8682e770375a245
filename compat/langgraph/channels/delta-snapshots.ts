/** When the whole value of a delta channel is stored, and under which task its writes are where a run stores only at its end. */
import { isDeltaChannel, type BaseChannel } from './base-channel.ts';
import type { DeltaChannel } from './delta-channel.ts';

/** Since the whole value was stored: how many super-steps wrote the channel, and how many there were in all. */
export type DeltaCounters = [updates: number, supersteps: number];

/** By channel, as a checkpoint's metadata has them under `counters_since_delta_snapshot`. */
export type DeltaCountersByChannel = Record<string, DeltaCounters>;

const DEFAULT_MAX_SUPERSTEPS = 5000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The names of the delta channels whose whole value is due. */
export function deltaChannelsToSnapshot(
  channels: Record<string, BaseChannel>,
  countersSinceDeltaSnapshot: DeltaCountersByChannel,
): Set<string> {
  const due = new Set<string>();
  for (const [name, channel] of Object.entries(channels)) {
    if (!isDeltaChannel(channel) || !channel.isAvailable()) continue;
    const { snapshotFrequency } = channel as DeltaChannel;
    if (isSnapshotDue(snapshotFrequency, countersSinceDeltaSnapshot[name])) due.add(name);
  }
  return due;
}

/** Whether the whole value of a delta channel that holds one is due. */
export function isSnapshotDue(snapshotFrequency: number, counters: DeltaCounters | undefined): boolean {
  if (counters === undefined) return false;
  return counters[0] >= snapshotFrequency || counters[1] >= maxSupersteps();
}

/** The counters after one more super-step. */
export function countSuperstep(counters: DeltaCounters | undefined, written: boolean): DeltaCounters {
  const [updates, supersteps] = counters ?? [0, 0];
  return [written ? updates + 1 : updates, supersteps + 1];
}

/**
 * A task of its own for the writes of one super-step, so that ordering tasks by id orders the writes by step.
 *
 * @throws TypeError if `taskId` is not a UUID
 */
export function exitDeltaTaskId(step: number, taskId: string): string {
  const id = taskId.toLowerCase();
  if (!UUID.test(id)) throw new TypeError(`Invalid task id for exit delta: ${taskId}`);
  return String(step).padStart(8, '0') + id.slice(8);
}

/** Bounds the writes that have to be read where a channel is no longer written. Read anew each time, as the environment may change. */
function maxSupersteps(): number {
  const environment = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env;
  const limit = Number.parseInt(environment?.LANGGRAPH_DELTA_MAX_SUPERSTEPS_SINCE_SNAPSHOT ?? '', 10);
  return limit > 0 ? limit : DEFAULT_MAX_SUPERSTEPS;
}
