/** The contract between a channel as callers know it and the engine. */
import type { CheckpointPendingWrite, DeltaSnapshot } from '@langchain/langgraph-checkpoint';
import type { Channel } from '../../../../src/engine/index.ts';

/**
 * How the engine runs a channel: the rule by which it takes writes, and what of it a checkpoint stores. A rule is a plain object
 * that may be spread. Every rule takes several writes, and refuses what its channel refuses with the channel's own error.
 *
 * `fade` and `finish` give back the very object they got where nothing changed.
 */
export interface ChannelRule extends Channel<unknown, unknown, unknown> {
  /** What a checkpoint stores; `undefined` for nothing. `held` may be `EMPTY`: some kinds store that. */
  save(held: unknown): unknown;
  /** What is held after a checkpoint was read; given `undefined`, what a new run holds. */
  load(saved: unknown): unknown;
  /**
   * `true`: `fade` stands for a node that the channel triggered having run. What triggers no node never fades.
   * Absent: it fades in the super-step that follows, whoever runs.
   */
  readonly fadesByUse?: true;
  /** Only where writes are stored in place of the value: `save` gives nothing then. */
  readonly delta?: DeltaStorage;
}

/** What a journal needs of a channel whose writes it stores. When the whole value is due is in `delta-snapshots.ts`. */
export interface DeltaStorage {
  /** After how many super-steps that wrote it the whole value is due. */
  readonly snapshotFrequency: number;
  /** The whole value as a checkpoint stores it; nothing for an empty channel. */
  snapshot(held: unknown): DeltaSnapshot | undefined;
  /**
   * What is held after the last stored value and the writes since.
   *
   * @param seed   what `load` takes
   * @param writes oldest first, as `getDeltaChannelHistory` gives them
   */
  replay(seed: unknown, writes: readonly CheckpointPendingWrite[]): unknown;
}
