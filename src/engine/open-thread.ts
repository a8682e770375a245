/** Reads where a thread stands, for a run or for somebody who looks. */
import { CheckpointError } from '../base/index.ts';
import { ChannelValues } from './channel-values.ts';
import { saverFailure } from './journal.ts';
import type { Plan } from './plan.ts';
import type { Checkpoint, Saver, ThreadKey } from './saver.ts';
import { slotNamed } from './task-record.ts';
import { isUnfolded } from './unfolded.ts';

export interface OpenThread {
  /** Where to go on from; absent in a new thread. */
  readonly saved: Checkpoint | undefined;
  /** The greatest id in the thread. */
  readonly newest: string | undefined;
}

/**
 * @param id the checkpoint to go on from; the newest if absent
 * @throws CheckpointError `CHECKPOINT_MISSING` if there is none of that id; SaverError
 */
export async function openThread(saver: Saver, key: ThreadKey, id: string | undefined): Promise<OpenThread> {
  try {
    const newest = await saver.load(key);
    if (id === undefined || newest?.id === id) return { saved: newest, newest: newest?.id };
    const saved = await saver.load(key, id);
    if (saved === undefined) throw noCheckpoint(key, id);
    return { saved, newest: newest?.id };
  } catch (error) {
    throw saverFailure(error, key.thread);
  }
}

/** @throws CheckpointError `CHECKPOINT_MISMATCH` naming a channel that the graph does not have */
export function valuesOf(plan: Plan, saved: Checkpoint): ChannelValues {
  const bySlot = new Map<number, unknown>();
  for (const [name, value] of saved.values) {
    const slot = slotNamed(plan, name, saved);
    bySlot.set(slot, isUnfolded(value) ? plan.channels[slot]?.channel.update(value.base, value.writes) : value);
  }
  return new ChannelValues(plan, bySlot);
}

/** @param id absent where the thread has no checkpoint at all */
export function noCheckpoint({ thread }: ThreadKey, id?: string): CheckpointError {
  const message =
    id === undefined
      ? `The thread "${thread}" has no checkpoint to go on from: give an input to begin it.`
      : `The thread "${thread}" has no checkpoint "${id}": take one that history() tells.`;
  return new CheckpointError('CHECKPOINT_MISSING', message);
}
