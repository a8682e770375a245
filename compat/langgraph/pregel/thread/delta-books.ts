/** What is kept of delta channels: how long ago their whole value was stored, and with durability `exit` what was written. */
import { randomUuid } from '../../../../src/base/index.ts';
import {
  DeltaSnapshot,
  emptyCheckpoint,
  type BaseCheckpointSaver,
  type Checkpoint,
  type CheckpointMetadata,
} from '@langchain/langgraph-checkpoint';
import { isBaseMessage } from '@langchain/core/messages';
import type { RunnableConfig } from '@langchain/core/runnables';
import { EMPTY } from '../../../../src/engine/index.ts';
import {
  countSuperstep,
  exitDeltaTaskId,
  isSnapshotDue,
  type DeltaCountersByChannel,
} from '../../channels/delta-snapshots.ts';
import { NULL_TASK_ID } from '../../reserved-names.ts';
import { _isOverwriteValue as isOverwrite } from '../../overwrite.ts';
import type { ChannelValue } from '../task-frame.ts';
import type { PendingWrite, ThreadPoint } from './thread-point.ts';

export class DeltaBooks {
  readonly #point: ThreadPoint;
  readonly #atExit: boolean;
  readonly #slots: readonly number[];
  readonly #overwritten = new Set<string>();
  /** With durability `exit`: what was written, by super-step and task. */
  readonly #written: { readonly step: number; readonly write: PendingWrite }[] = [];
  readonly #beganAt: { readonly id: string; readonly exists: boolean };
  counters: DeltaCountersByChannel = {};

  constructor(point: ThreadPoint, atExit: boolean) {
    this.#point = point;
    this.#atExit = atExit;
    this.#slots = point.program.rules.flatMap((rule, slot) => (rule.delta === undefined ? [] : [slot]));
    this.#beganAt = { id: point.id, exists: point.exists };
  }

  /** The counters after one more super-step. */
  count(metadata: CheckpointMetadata, updated: ReadonlySet<number>): DeltaCountersByChannel {
    const before = metadata.counters_since_delta_snapshot ?? {};
    const counters: DeltaCountersByChannel = {};
    for (const slot of this.#slots) {
      const name = this.#name(slot);
      counters[name] = countSuperstep(before[name], updated.has(slot));
    }
    return counters;
  }

  /** Puts the counters into the metadata that a checkpoint is stored with. */
  keep(metadata: CheckpointMetadata, counters: DeltaCountersByChannel): void {
    this.counters = counters;
    const counted = Object.entries(counters).filter(([, [updates, steps]]) => updates + steps > 0);
    if (counted.length > 0) metadata.counters_since_delta_snapshot = Object.fromEntries(counted);
    else delete metadata.counters_since_delta_snapshot;
  }

  /** Adds the whole values that are due; their counters begin anew. */
  withSnapshots(checkpoint: Checkpoint, counters: DeltaCountersByChannel): Checkpoint {
    for (const slot of this.#slots) {
      const name = this.#name(slot);
      const held = this.#point.values.held[slot];
      const storage = this.#point.program.rules[slot]?.delta;
      if (storage === undefined || held === EMPTY || !this.#isDue(name, storage.snapshotFrequency, counters)) continue;
      checkpoint.channel_values[name] = storage.snapshot(held) ?? new DeltaSnapshot(held);
      counters[name] = [0, 0];
      this.#overwritten.delete(name);
    }
    return checkpoint;
  }

  #isDue(name: string, frequency: number, counters: DeltaCountersByChannel): boolean {
    return this.#overwritten.has(name) || isSnapshotDue(frequency, counters[name]);
  }

  /** Takes what the tasks of a super-step wrote. */
  stepWrites(writes: readonly ChannelValue[], step: number): void {
    if (this.#slots.length === 0) return;
    for (const [channel, value] of writes)
      if (this.#isDelta(channel) && isOverwrite(value)) this.#overwritten.add(channel);
    if (!this.#atExit) return;
    for (const write of this.#point.pending) if (this.#isDelta(write[1])) this.#written.push({ step, write });
  }

  /** Takes what of the input goes to delta channels. @returns it */
  inputWrites(writes: readonly ChannelValue[], step: number): readonly ChannelValue[] {
    const taken = writes.filter(([channel]) => this.#isDelta(channel));
    for (const [channel, value] of taken) {
      if (isOverwrite(value)) this.#overwritten.add(channel);
      if (this.#atExit) this.#written.push({ step, write: [NULL_TASK_ID, channel, value] });
    }
    return taken;
  }

  /** Messages that are stored as they were written need an id of their own. */
  nameMessages(writes: readonly ChannelValue[]): void {
    if (this.#slots.length === 0) return;
    for (const [channel, value] of writes) if (this.#isDelta(channel)) nameMessages(value);
  }

  /** With durability `exit`: stores what was written, where the run began. @returns the config of the checkpoint to go on from */
  flush(saver: BaseCheckpointSaver, config: RunnableConfig, track: (call: Promise<unknown>) => void): RunnableConfig {
    const due = (name: string): boolean => {
      const slot = this.#point.program.plan.slots.get(name) ?? -1;
      return this.#isDue(name, this.#point.program.rules[slot]?.delta?.snapshotFrequency ?? Infinity, this.counters);
    };
    const pending = this.#written.filter(({ write: [, channel] }) => !due(channel));
    if (pending.length === 0) return config;
    const at = { ...config, configurable: { ...config.configurable, checkpoint_id: this.#beganAt.id } };
    if (!this.#beganAt.exists) {
      const stub = { ...emptyCheckpoint(), id: this.#beganAt.id, ts: new Date().toISOString() };
      const metadata = { source: 'loop', step: -2, parents: {} } as CheckpointMetadata;
      track(
        saver.put(
          { ...config, configurable: { ...config.configurable, checkpoint_id: undefined } },
          stub,
          metadata,
          {},
        ),
      );
    }
    const byTask = Map.groupBy(pending, ({ step, write: [taskId] }) => exitDeltaTaskId(step, taskId));
    for (const [taskId, writes] of byTask)
      track(
        saver.putWrites(
          at,
          writes.map(({ write: [, channel, value] }) => [channel, value]),
          taskId,
        ),
      );
    return this.#beganAt.exists ? config : at;
  }

  #isDelta(channel: string): boolean {
    const slot = this.#point.program.plan.slots.get(channel);
    return slot !== undefined && this.#slots.includes(slot);
  }

  #name(slot: number): string {
    return this.#point.program.channelNames[slot] ?? '';
  }
}

function nameMessages(value: unknown): void {
  if (Array.isArray(value)) value.forEach(nameMessages);
  else if (isBaseMessage(value) && (value.id === undefined || value.id === null)) {
    value.id = randomUuid();
    if (value.lc_kwargs !== undefined) value.lc_kwargs.id = value.id;
  }
}
