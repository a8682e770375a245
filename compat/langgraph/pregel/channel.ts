/** Says in a few words which channels a node of a Pregel reads and writes. */
import { Runnable, _coerceToRunnable } from '@langchain/core/runnables';
import { ChannelWrite, type ChannelWriteEntry } from './channel-write.ts';
import type { MultipleChannelSubscriptionOptions, SingleChannelSubscriptionOptions } from './pregel-options.ts';
import { PregelNode } from './pregel-node.ts';

export class Channel {
  /**
   * A node that runs whenever one of the channels was written.
   *
   * @param options `key`: the name under which the node's input has the value of the only channel; without it that value is the input
   * @throws Error for a key with several channels, which have their own names
   * @example
   * const shout = Channel.subscribeTo('word').pipe((word: string) => `${word}!`).pipe(Channel.writeTo(['shouted']));
   */
  static subscribeTo(channel: string, options?: SingleChannelSubscriptionOptions): PregelNode;
  static subscribeTo(channels: string[], options?: MultipleChannelSubscriptionOptions): PregelNode;
  static subscribeTo(channels: string | string[], { key, tags }: SingleChannelSubscriptionOptions = {}): PregelNode {
    if (typeof channels === 'string') {
      const read = key === undefined ? [channels] : { [key]: channels };
      return new PregelNode({ channels: read, triggers: [channels], tags });
    }
    if (key !== undefined) throw new Error("Can't specify a key when subscribing to multiple channels");
    return new PregelNode({
      channels: Object.fromEntries(channels.map((name) => [name, name])),
      triggers: channels,
      tags,
    });
  }

  /**
   * A step that writes what it gets to the channels.
   *
   * @param writes more channels, each with a value, or with what makes one of what the step gets (nothing is written for `undefined`)
   */
  static writeTo(channels: string[], writes: Record<string, unknown> = {}): ChannelWrite {
    const entries: ChannelWriteEntry[] = channels.map((channel) => ({ channel, skipNone: false }));
    for (const [channel, value] of Object.entries(writes)) {
      const computed = typeof value === 'function' || Runnable.isRunnable(value);
      if (computed) {
        const mapper = _coerceToRunnable(value as Parameters<typeof _coerceToRunnable>[0]) as Runnable;
        entries.push({ channel, mapper, skipNone: true });
      } else entries.push({ channel, value: { fixed: value }, skipNone: false });
    }
    return new ChannelWrite(entries);
  }
}
