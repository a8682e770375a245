/** The rule of a channel that callers wrote: the channel itself is held, and copied before anything is done to it. */
import { DeltaSnapshot } from '@langchain/langgraph-checkpoint';
import { EMPTY } from '../../../../src/engine/index.ts';
import { isNamed } from '../../errors/base-error.ts';
import { BaseChannel, isDeltaChannel } from '../base-channel.ts';
import type { DeltaChannel } from '../delta-channel.ts';
import type { ChannelRule, DeltaStorage } from './rule.ts';

interface HeldChannel {
  readonly channel: BaseChannel;
  /**
   * Of one that faded, as long as nobody read it: the channel as it was before it heard that nothing was written. An update takes
   * that, because then something was. The engine reads what faded before it goes on.
   */
  unwritten?: BaseChannel | undefined;
}

export function foreignRule(spec: BaseChannel): ChannelRule {
  const make = (saved?: unknown): HeldChannel => ({ channel: spec.fromCheckpoint(saved) });
  const channelIn = (held: unknown): BaseChannel => (held === EMPTY ? make() : (held as HeldChannel)).channel;
  return {
    sharable: true,
    initial: () => make(),
    update(held, writes) {
      const base = held === EMPTY ? undefined : (held as HeldChannel).unwritten;
      const channel = copyOf(base ?? channelIn(held));
      channel.update([...writes]);
      return { channel };
    },
    read(held) {
      const { channel } = held as HeldChannel;
      (held as HeldChannel).unwritten = undefined;
      return channel.isAvailable() ? channel.get() : EMPTY;
    },
    fade: (held) => fade(held as HeldChannel),
    ...(spec.finish !== BaseChannel.prototype.finish && { finish: (held: unknown) => finish(held as HeldChannel) }),
    save: (held) => stored(channelIn(held)),
    load: make,
    ...(isDeltaChannel(spec) && { delta: storageOf(spec as DeltaChannel) }),
  };
}

function fade(held: HeldChannel): HeldChannel {
  const unwritten = copyOf(held.channel);
  const consumed = unwritten.consume();
  const channel = copyOf(unwritten);
  const cleared = channel.isAvailable() && channel.update([]);
  return consumed || cleared ? { channel, unwritten } : held;
}

function finish(held: HeldChannel): HeldChannel {
  const channel = copyOf(held.channel);
  return channel.finish() ? { channel } : held;
}

function storageOf(spec: DeltaChannel): DeltaStorage {
  return {
    snapshotFrequency: spec.snapshotFrequency,
    snapshot(held) {
      if (held === EMPTY) return undefined;
      const { channel } = held as HeldChannel;
      return channel.isAvailable() ? new DeltaSnapshot(channel.get()) : undefined;
    },
    replay(seed, writes) {
      const channel = spec.fromCheckpoint(seed);
      channel.replayWrites([...writes]);
      return { channel };
    },
  };
}

/** What a channel is made again from; nothing where it stores nothing. */
function stored(channel: BaseChannel): unknown {
  try {
    return channel.checkpoint();
  } catch (error) {
    if (isNamed(error, 'EmptyChannelError')) return undefined;
    throw error;
  }
}

/** A channel that holds something and does not store it is copied field by field. */
function copyOf(channel: BaseChannel): BaseChannel {
  const saved = stored(channel);
  if (saved !== undefined || !channel.isAvailable()) return channel.fromCheckpoint(saved);
  const copy = Object.create(Object.getPrototypeOf(channel) as object) as Record<string, unknown>;
  for (const [field, value] of Object.entries(channel)) copy[field] = copyCollection(value);
  return copy as unknown as BaseChannel;
}

function copyCollection(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])];
  if (value instanceof Set) return new Set(value);
  return value instanceof Map ? new Map(value) : value;
}
