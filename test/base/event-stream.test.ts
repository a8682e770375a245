import { describe, expect, it, vi } from 'vitest';
import { EventStream } from '../../src/base/index.ts';

async function readAll<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('reading', () => {
  it('gives items in the order they were pushed, before and while it is read', async () => {
    const stream = new EventStream<number>();
    for (let number = 0; number < 5; number++) stream.push(number);
    const reading = readAll(stream);
    await Promise.resolve();
    for (let number = 5; number < 1000; number++) {
      stream.push(number);
      if (number % 7 === 0) await Promise.resolve();
    }
    stream.end();
    expect(await reading).toEqual(Array.from({ length: 1000 }, (_, number) => number));
  });

  it('ends a reader who is waiting', async () => {
    const stream = new EventStream<number>();
    const reading = readAll(stream);
    stream.end();
    expect(await reading).toEqual([]);
  });

  it('meets the error after the items pushed before it, once, and unchanged', async () => {
    const stream = new EventStream<string>();
    const error = Object.freeze({ not: 'an Error' });
    stream.push('first');
    stream.fail(error);
    const iterator = stream[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ value: 'first', done: false });
    await expect(iterator.next()).rejects.toBe(error);
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('throws the error to a reader who is waiting', async () => {
    const stream = new EventStream<string>();
    const next = stream[Symbol.asyncIterator]().next();
    stream.fail('broken');
    await expect(next).rejects.toBe('broken');
  });

  it('carries undefined as an item like any other', async () => {
    const stream = new EventStream<undefined>();
    stream.push(undefined);
    stream.end();
    expect(await readAll(stream)).toEqual([undefined]);
  });

  it('ignores what is pushed after the end, and a second end', async () => {
    const stream = new EventStream<number, string>();
    stream.end('first');
    stream.push(1);
    stream.end('second');
    stream.fail(new Error('late'));
    expect(await readAll(stream)).toEqual([]);
    expect(await stream.result()).toBe('first');
  });

  it('has one reader, who waits for one item at a time', async () => {
    const stream = new EventStream<number>();
    const iterator = stream[Symbol.asyncIterator]();
    expect(() => stream[Symbol.asyncIterator]()).toThrow(expect.objectContaining({ code: 'STREAM_MISUSE' }));
    const first = iterator.next();
    await expect(iterator.next()).rejects.toMatchObject({ code: 'STREAM_MISUSE' });
    stream.push(7);
    expect(await first).toEqual({ value: 7, done: false });
  });
});

describe('leaving early', () => {
  it('tells the producer once, drops the rest and rejects the result', async () => {
    const onLeave = vi.fn();
    const stream = new EventStream<number, string>({ onLeave });
    stream.push(1);
    stream.push(2);
    for await (const item of stream) {
      expect(item).toBe(1);
      break;
    }
    stream.push(3);
    stream.end('too late');
    expect(onLeave).toHaveBeenCalledTimes(1);
    expect(stream.unread).toBe(0);
    await expect(stream.result()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is heard when the loop body throws', async () => {
    const onLeave = vi.fn();
    const stream = new EventStream<number>({ onLeave });
    stream.push(1);
    const reading = (async () => {
      for await (const item of stream) throw new Error(`cannot take ${item}`);
    })();
    await expect(reading).rejects.toThrow('cannot take 1');
    expect(onLeave).toHaveBeenCalledTimes(1);
  });

  it('ends a next() that is still waiting', async () => {
    const stream = new EventStream<number>();
    const iterator = stream[Symbol.asyncIterator]();
    const waiting = iterator.next();
    await iterator.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
  });

  it('is not told where the stream had ended, or work had not begun', async () => {
    const onLeave = vi.fn();
    const ended = new EventStream<number>({ onLeave });
    const iterator = ended[Symbol.asyncIterator]();
    ended.end();
    await iterator.return?.();
    const unopened = new EventStream<number>({ onOpen: () => expect.unreachable(), onLeave });
    await unopened[Symbol.asyncIterator]().return?.();
    expect(onLeave).not.toHaveBeenCalled();
  });
});

describe('result()', () => {
  it('drops the items where nobody iterates, and never makes the producer wait', async () => {
    const stream = new EventStream<number, string>({ highWaterMark: 1 });
    const result = stream.result();
    for (let number = 0; number < 10; number++) expect(stream.push(number)).toBe(true);
    await stream.drained();
    stream.end('done');
    expect(await result).toBe('done');
    expect(stream.unread).toBe(0);
    expect(() => stream[Symbol.asyncIterator]()).toThrow(expect.objectContaining({ code: 'STREAM_MISUSE' }));
  });

  it('is no unhandled rejection when nobody awaits it', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const stream = new EventStream<number>();
    void stream.result();
    stream.fail(new Error('nobody listens'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    await expect(stream.result()).rejects.toThrow('nobody listens');
  });
});

describe('onOpen', () => {
  it('is called at the first request for an item, not before, and once', async () => {
    const onOpen = vi.fn(() => stream.push('ready'));
    const stream = new EventStream<string>({ onOpen });
    const iterator = stream[Symbol.asyncIterator]();
    expect(onOpen).not.toHaveBeenCalled();
    expect(await iterator.next()).toEqual({ value: 'ready', done: false });
    void iterator.next();
    expect(onOpen).toHaveBeenCalledTimes(1);
  });
});

describe('the bound', () => {
  it('asks the producer to wait, and lets it go on when half is read', async () => {
    const stream = new EventStream<number>({ highWaterMark: 4 });
    expect([1, 2, 3, 4].map((item) => stream.push(item))).toEqual([true, true, true, false]);
    let drained = false;
    void stream.drained().then(() => (drained = true));
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    expect(drained).toBe(false);
    await iterator.next();
    await Promise.resolve();
    expect(drained).toBe(true);
  });

  it('releases a waiting producer when the reader leaves', async () => {
    const stream = new EventStream<number>({ highWaterMark: 1 });
    stream.push(1);
    stream.push(2);
    const drained = stream.drained();
    await stream[Symbol.asyncIterator]().return?.();
    await expect(drained).resolves.toBeUndefined();
  });
});
