/** What every kind of channel has in common. */
import { isNamed } from '../errors/base-error.ts';

/**
 * A channel holds one key of the state and says how it takes what nodes write. Callers may make kinds of their own.
 *
 * `ValueType` is what nodes read, `UpdateType` what they write, `CheckpointType` what a checkpoint stores.
 */
export abstract class BaseChannel<ValueType = unknown, UpdateType = unknown, CheckpointType = unknown> {
  /** Only for the compiler. */
  ValueType: ValueType = undefined as ValueType;

  /** Only for the compiler. */
  UpdateType: UpdateType = undefined as UpdateType;

  /** Names the kind. */
  abstract lc_graph_name: string;

  /** Recognises channels of every copy of the library. */
  lg_is_channel = true;

  /** A new channel of the same kind that holds what was stored; without it, what a new one holds. */
  abstract fromCheckpoint(checkpoint?: CheckpointType): this;

  /**
   * Takes what a super-step wrote, in task order; nothing, where it wrote something else.
   *
   * @returns whether the channel is another than before
   * @throws InvalidUpdateError for writes that it cannot take
   */
  abstract update(values: UpdateType[]): boolean;

  /**
   * What nodes read.
   *
   * @throws EmptyChannelError if there is nothing to read
   */
  abstract get(): ValueType;

  /**
   * What a checkpoint stores.
   *
   * @throws EmptyChannelError if there is nothing to store
   */
  abstract checkpoint(): CheckpointType | undefined;

  /**
   * A node that the channel triggered has run.
   *
   * @returns whether the channel is another than before
   */
  consume(): boolean {
    return false;
  }

  /**
   * Nothing is left to run.
   *
   * @returns whether the channel is another than before
   */
  finish(): boolean {
    return false;
  }

  /** Whether there is something to read. */
  isAvailable(): boolean {
    try {
      this.get();
      return true;
    } catch (error) {
      if (isNamed(error, 'EmptyChannelError')) return false;
      throw error;
    }
  }

  /** Whether `other` is as good a channel for the same key. */
  equals(other: BaseChannel): boolean {
    return this === other;
  }
}

/** Recognises channels of every copy of the library. */
export function isBaseChannel(obj: unknown): obj is BaseChannel {
  return obj !== null && obj !== undefined && (obj as { lg_is_channel?: unknown }).lg_is_channel === true;
}

/** Recognises delta channels by name, without loading their class. */
export function isDeltaChannel(channel: BaseChannel): boolean {
  return (channel as BaseChannel | null | undefined)?.lc_graph_name === 'DeltaChannel';
}
