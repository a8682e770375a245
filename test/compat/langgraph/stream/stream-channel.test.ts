import * as oracle from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import * as ours from '../../../../compat/langgraph/stream/index.ts';

type Channel = ours.StreamChannel<unknown>;
type ChannelClass = typeof ours.StreamChannel;

const classes = { ours: ours.StreamChannel, oracle: oracle.StreamChannel as unknown as ChannelClass };

/** What a reader saw: items, and how it ended. `'waiting'` where it had nothing to read and no end. */
async function read(iterator: AsyncIterator<unknown>, limit = 20): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let step = 0; step < limit; step += 1) {
    const waited = new Promise<'waiting'>((resolve) => setTimeout(() => resolve('waiting'), 5));
    try {
      const result = await Promise.race([iterator.next(), waited]);
      if (result === 'waiting') return [...seen, 'waiting'];
      if (result.done) return [...seen, 'end'];
      seen.push(result.value);
    } catch (error) {
      return [...seen, { error: String(error) }];
    }
  }
  return seen;
}

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  try {
    return await new Response(stream).text();
  } catch (error) {
    return `failed: ${String(error)}`;
  }
}

const filled = (C: ChannelClass, items: readonly unknown[], name?: string): Channel => {
  const channel: Channel = name === undefined ? C.local() : C.remote(name);
  for (const item of items) channel.push(item);
  return channel;
};

const attempt = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
};

/** Each gives what can be observed of a channel; both classes must give the same. */
const observations: Record<string, (C: ChannelClass) => unknown> = {
  'a new channel': (C) => {
    const channel = C.local();
    return [channel.size, channel.done, channel.channelName, Object.keys(channel), C.name];
  },
  'a named channel': (C) => [
    C.remote('notes').channelName,
    new C('x').channelName,
    new C().channelName,
    new C('').channelName,
  ],
  'an item by index': (C) => {
    const channel = filled(C, ['a', undefined, null, 'd']);
    return [0, 1, 2, 3, 4, -1, Number.NaN, 1.5].map((at) => attempt(() => channel.get(at)));
  },
  'an open channel': (C) => read(filled(C, [1, 2]).iterate()),
  'a closed channel': (C) => {
    const channel = filled(C, [1, undefined, 3]);
    channel.close();
    return read(channel.iterate());
  },
  'a failed channel': (C) => {
    const channel = filled(C, [1]);
    channel.fail(new Error('broken'));
    return Promise.all([read(channel.iterate()), read(channel.iterate(1)), read(channel.iterate(5))]);
  },
  'a failure that is no error': (C) =>
    Promise.all(
      ['text', 0, '', null, undefined, false].map((reason) => {
        const channel = filled(C, [1]);
        channel.fail(reason);
        return read(channel.iterate());
      }),
    ),
  'odd starts': (C) =>
    Promise.all(
      [-1, 2, 3, 99, Number.NaN].map((start) => {
        const channel = filled(C, ['a', 'b', 'c']);
        channel.close();
        return read(channel.iterate(start));
      }),
    ),
  'items after the end': async (C) => {
    const channel = filled(C, [1]);
    channel.close();
    const reader = channel.iterate();
    const first = await read(reader);
    channel.push(2);
    return [first, await read(reader), channel.size, channel.done];
  },
  'closed after a failure, failed after a close': (C) => {
    const one = filled(C, []);
    one.fail(new Error('first'));
    one.close();
    const two = filled(C, []);
    two.close();
    two.fail(new Error('late'));
    return Promise.all([read(one.iterate()), read(two.iterate())]);
  },
  'two readers, one of them early': async (C) => {
    const channel = filled(C, [1]);
    const early = read(channel.iterate());
    channel.push(2);
    channel.close();
    return [
      await early,
      await read(channel.toAsyncIterable(1)[Symbol.asyncIterator]()),
      await read(channel[Symbol.asyncIterator]()),
    ];
  },
  'two steps of one reader at once': async (C) => {
    const channel = filled(C, []);
    const reader = channel.iterate();
    const steps = Promise.all([reader.next(), reader.next(), reader.next()]);
    channel.push('a');
    channel.push('b');
    channel.close();
    return steps;
  },
  'what is wired': (C) => {
    const channel = filled(C, ['before'], 'x');
    const wired: unknown[] = [];
    channel._wire((item) => wired.push(item));
    channel.push('after');
    channel._close();
    channel._fail(new Error('late'));
    return [wired, channel.done];
  },
  'server-sent events': (C) => {
    const text = (items: unknown[], name?: string, options?: object) => {
      const channel = filled(C, items, name);
      channel.close();
      return textOf(channel.toEventStream(options));
    };
    return Promise.all([
      text([{ a: 1 }, 'zwei\nzeilen', undefined, null, [1]]),
      text(['x'], 'notes'),
      text(['x'], 'notes', { event: 'other', startAt: 0 }),
      text(['x', 'y'], 'notes', { startAt: 1 }),
      text(['a\r\nb\rc\n'], undefined, { serialize: String }),
      text([1n]),
      text(['x'], ''),
      text([], 'empty'),
    ]);
  },
  'server-sent events of a failed channel': (C) => {
    const channel = filled(C, [1]);
    channel.fail(new Error('broken'));
    return textOf(channel.toEventStream());
  },
};

describe('StreamChannel', () => {
  it.each(Object.keys(observations))('%s is what it is upstream', async (name) => {
    const observe = observations[name]!;
    expect(await observe(classes.ours)).toEqual(await observe(classes.oracle));
  });

  it('is known across copies of the package', () => {
    for (const value of [new oracle.StreamChannel(), new ours.StreamChannel()]) {
      expect(ours.isStreamChannel(value)).toBe(true);
      expect(oracle.StreamChannel.isInstance(value)).toBe(true);
    }
    for (const value of [undefined, null, 1, {}, [], () => {}]) expect(ours.isStreamChannel(value)).toBe(false);
    expect(ours.EventLog).toBe(ours.StreamChannel);
  });

  it('ends a reader that has left, also one that waits', async () => {
    const channel = ours.StreamChannel.local<number>();
    const reader = channel.iterate();
    const waiting = reader.next();
    await reader.return?.();
    channel.push(1);
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(await reader.next()).toEqual({ value: undefined, done: true });
  });
});
