/** Channels out of a checkpoint, and a checkpoint of channels. */
import type { RunnableConfig } from '@langchain/core/runnables';
import {
  DeltaSnapshot,
  uuid6,
  type BaseCheckpointSaver,
  type Checkpoint,
  type ReadonlyCheckpoint,
} from '@langchain/langgraph-checkpoint';
import { isNamed } from '../errors/base-error.ts';
import { isBaseChannel, isDeltaChannel, type BaseChannel } from './base-channel.ts';
import type { DeltaChannel } from './delta-channel.ts';

export interface CreateCheckpointOptions {
  id?: string;
  /** Delta channels that store their whole value. */
  channelsToSnapshot?: Set<string>;
  /** What the super-step wrote: a delta channel that stores its value and is not among it gets a new version. */
  updatedChannels?: Set<string>;
  getNextVersion?: (current: number | string | undefined) => number | string;
}

/** New channels that hold what a checkpoint stored. Whatever is not a channel is left out. */
export function emptyChannels<Cc extends Record<string, BaseChannel>>(
  channels: Cc,
  checkpoint: ReadonlyCheckpoint,
): Cc {
  const restored: Record<string, BaseChannel> = {};
  for (const [name, channel] of Object.entries(channels))
    if (isBaseChannel(channel)) restored[name] = channel.fromCheckpoint(checkpoint.channel_values[name]);
  return restored as Cc;
}

/**
 * The checkpoint that follows `checkpoint`.
 *
 * @param channels without them the values stay as they are
 * @param step     orders the ids of checkpoints made in the same instant
 */
export function createCheckpoint<ValueType>(
  checkpoint: ReadonlyCheckpoint,
  channels: Record<string, BaseChannel<ValueType>> | undefined,
  step: number,
  options: CreateCheckpointOptions = {},
): Checkpoint {
  const stored =
    channels === undefined
      ? { channel_values: checkpoint.channel_values, channel_versions: checkpoint.channel_versions }
      : storeChannels(checkpoint, channels, options);
  return {
    v: 4,
    id: options.id ?? uuid6(step),
    ts: new Date().toISOString(),
    ...stored,
    versions_seen: checkpoint.versions_seen,
  };
}

function storeChannels(
  checkpoint: ReadonlyCheckpoint,
  channels: Record<string, BaseChannel>,
  { channelsToSnapshot, updatedChannels, getNextVersion }: CreateCheckpointOptions,
): Pick<Checkpoint, 'channel_values' | 'channel_versions'> {
  const values: Record<string, unknown> = {};
  const versions = { ...checkpoint.channel_versions };
  for (const [name, channel] of Object.entries(channels)) {
    if (channelsToSnapshot?.has(name)) {
      if (getNextVersion !== undefined && !updatedChannels?.has(name)) versions[name] = getNextVersion(versions[name]);
      values[name] = new DeltaSnapshot(channel.get());
    } else if (!isDeltaChannel(channel)) storeChannel(values, name, channel);
  }
  return { channel_values: values, channel_versions: versions };
}

function storeChannel(values: Record<string, unknown>, name: string, channel: BaseChannel): void {
  try {
    values[name] = channel.checkpoint();
  } catch (error) {
    if (!isNamed(error, 'EmptyChannelError')) throw error;
  }
}

/** As {@link emptyChannels}, with delta channels made of their stored writes where the checkpoint does not have their value. */
export async function channelsFromCheckpoint<Cc extends Record<string, BaseChannel>>(
  specs: Cc,
  checkpoint: ReadonlyCheckpoint,
  options?: { saver?: BaseCheckpointSaver; config?: RunnableConfig },
): Promise<Cc> {
  const channels: Record<string, BaseChannel> = emptyChannels(specs, checkpoint);
  const { saver, config } = options ?? {};
  const names = Object.keys(channels).filter(
    (name) => isDeltaChannel(specs[name] as BaseChannel) && !Object.hasOwn(checkpoint.channel_values, name),
  );
  if (names.length === 0 || saver === undefined || config === undefined) return channels as Cc;
  const histories = await saver.getDeltaChannelHistory({ config, channels: names });
  for (const name of names) {
    const history = histories[name];
    if (history === undefined) continue;
    const restored = (specs[name] as unknown as DeltaChannel).fromCheckpoint(history.seed);
    restored.replayWrites(history.writes);
    channels[name] = restored;
  }
  return channels as Cc;
}
