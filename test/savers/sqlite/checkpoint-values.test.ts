import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { DeltaSnapshot, MemorySaver } from '@langchain/langgraph-checkpoint';
import { Command, Overwrite, Send, isCommand } from '@langchain/langgraph';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CheckpointStore } from '../../../src/savers/sqlite/checkpoint-store.ts';
import { CHECKPOINT_SCHEMA } from '../../../src/savers/sqlite/checkpoints/checkpoint-schema.ts';
import { SqliteDatabase } from '../../../src/savers/sqlite/sqlite-database.ts';
import { META, at, checkpoint, idsOf, newFile, openStore, put, storeOn } from './checkpoint-stores.ts';

class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly socket = () => {};
}

describe('what is stored comes back as it was', () => {
  const values: Record<string, unknown> = {
    plain: { a: [1, 'x', null, { b: true }] },
    date: new Date(5),
    map: new Map<unknown, unknown>([[{ k: 1 }, new Set([1, 'a'])]]),
    regexp: /a+/gi,
    bigint: 10n ** 30n,
    numbers: [-0, Number.NaN, Infinity, -Infinity],
    bytes: new Uint8Array([0, 255, 128, 65]),
    floats: new Float32Array([1.5, -2]),
    undefined,
    holes: [1, undefined, 3],
    surrogate: 'a\ud800b\0c',
    reserved: {
      lc: 1,
      type: 'constructor',
      id: ['langchain_core', 'messages', 'SystemMessage'],
      kwargs: { content: 'x' },
    },
    secret: { lc: 1, type: 'secret', id: ['PATH'] },
    constructed: { lc: 2, type: 'constructor', id: ['Function'], args: ['x'] },
    own: JSON.parse('{"__proto__":{"isAdmin":true}}'),
    error: new TypeError('boom', { cause: 'why' }),
    long: Array.from({ length: 20 }, (_, place) => ({ place, at: new Date(place) })),
  };

  it.each(Object.entries(values))('%s', async (channel, value) => {
    const { store } = openStore();
    const config = await store.put(at('t'), checkpoint('c', { [channel]: value }), META, { [channel]: 1 });
    await store.putWrites(config, [[channel, value]], 'task');
    const tuple = await store.getTuple(config);
    expect(tuple?.checkpoint.channel_values).toStrictEqual({ [channel]: value });
    expect(tuple?.pendingWrites).toStrictEqual([['task', channel, value]]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('errors of any class, with what every error has', async () => {
    const { store } = openStore();
    const error = new HttpError('gone');
    const config = await put(store, at('t'), 'c', { error });
    await store.putWrites(config, [['__error__', Object.assign(new TypeError('bad'), { run: () => {} })]], 'task');
    const tuple = await store.getTuple(config);
    const read = [tuple?.checkpoint.channel_values['error'], tuple?.pendingWrites[0]?.[2]] as Error[];
    expect(read.map(({ name, message }) => [name, message])).toEqual([
      ['HttpError', 'gone'],
      ['TypeError', 'bad'],
    ]);
    expect(read.every((one) => one instanceof Error)).toBe(true);
    expect(read[0]?.stack).toBe(error.stack);
  });

  it("LangGraph's objects, as LangGraph knows them", async () => {
    const { store } = openStore();
    const values = {
      send: new Send('n', { x: new Date(1) }),
      timed: new Send('n', 1, { timeout: 5 }),
      command: new Command({ resume: 1, goto: [new Send('m', 2), 'n'], update: { a: 1 } }),
      overwrite: new Overwrite([1]),
      snapshot: new DeltaSnapshot(['a']),
    };
    const config = await put(store, at('t'), 'c', values);
    const read = (await store.getTuple(config))?.checkpoint.channel_values ?? {};
    expect(read['send']).toEqual({ node: 'n', args: { x: new Date(1) } });
    expect(read['timed']).toMatchObject({ node: 'n', args: 1, timeout: values.timed.timeout });
    expect(isCommand(read['command'])).toBe(true);
    expect(read['command']).toMatchObject({ resume: 1, update: { a: 1 }, goto: [{ node: 'm', args: 2 }, 'n'] });
    expect(Overwrite.isInstance(read['overwrite'])).toBe(true);
    expect(read['overwrite']).toEqual({ __overwrite__: [1] });
    expect(read['snapshot']).toEqual({ lg_name: 'DeltaSnapshot', value: ['a'] });
  });
});

it('stores only the channels that are new, and reads the others from where they are', async () => {
  const { store, database } = openStore();
  const big = 'x'.repeat(1_000);
  const first = await put(store, at('t'), 'a', { big, small: 1, gone: 2 });
  const versions = { big: 1, small: 2, gone: 3 };
  const second = await store.put(first, checkpoint('b', { small: 2 }, versions), META, { small: 2, gone: 3 });
  await store.put(second, checkpoint('c', {}, { big: 1, small: 2, gone: 3, never: 9 }), META, {});
  expect((await store.getTuple(at('t', 'a')))?.checkpoint.channel_values).toEqual({ big, small: 1, gone: 2 });
  for (const id of ['b', 'c'])
    expect((await store.getTuple(at('t', id)))?.checkpoint.channel_values).toEqual({ big, small: 2 });
  expect(database.prepare('SELECT count(*) AS rows FROM lc_values').get()).toEqual({ rows: 1 });
});

it('takes a checkpoint as older versions wrote them', async () => {
  const { store } = openStore();
  await store.put(at('t'), { v: 1, id: 'a', ts: 'then' } as never, META, undefined as never);
  await store.put(at('t'), checkpoint('b', { a: 1 }, { a: 1 }), META, undefined as never);
  expect((await store.getTuple(at('t', 'a')))?.checkpoint).toEqual({ ...checkpoint('a'), v: 1, ts: 'then' });
  expect((await store.getTuple(at('t')))?.checkpoint.channel_values).toEqual({ a: 1 });
});

it('waits for another process that writes', async () => {
  const path = newFile();
  const { store } = openStore(path);
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const stored = put(store, at('t'), 'a', { a: 1 });
  const meanwhile = await store.getTuple(at('t'));
  other.exec('COMMIT');
  other.close();
  await stored;
  expect(meanwhile).toBeUndefined();
  expect((await store.getTuple(at('t')))?.checkpoint.channel_values).toEqual({ a: 1 });
});

it('takes as many statements for the last checkpoint as for the first ones', async () => {
  const { store, database } = openStore();
  const prepare = vi.spyOn(database, 'prepare');
  const counts: number[] = [];
  let list: string[] = [];
  let config = at('t');
  for (let step = 1; step <= 60; step++) {
    const before = prepare.mock.calls.length;
    list = [...list, `item ${step}`];
    const values = { list, kept: 'k'.repeat(100), unversioned: 1 };
    const given = checkpoint(`c${step}`, values, { list: step, kept: 1, empty: 1 });
    config = await store.put(config, given, META, step === 1 ? given.channel_versions : { list: step });
    counts.push(prepare.mock.calls.length - before);
  }
  expect(counts.at(-1)).toBe(counts[20]);
  expect((await store.getTuple(at('t')))?.checkpoint.channel_values).toEqual({ list, kept: 'k'.repeat(100) });
});

it('keeps branches apart that count the same versions', async () => {
  const { store } = openStore();
  const list = Array.from({ length: 10 }, (_, place) => `item ${place}`);
  const root = await put(store, at('t'), 'root', { list });
  const branch = (id: string, item: string) =>
    store.put(root, checkpoint(id, { list: [...list, item] }, { list: 2 }), META, { list: 2 });
  await branch('left', 'l');
  const right = await branch('right', 'r');
  await store.put(right, checkpoint('end', { list: [...list, 'r', 's'] }, { list: 3 }), META, { list: 3 });
  const read = async (id: string) => (await store.getTuple(at('t', id)))?.checkpoint.channel_values['list'];
  expect(await read('left')).toEqual([...list, 'l']);
  expect(await read('right')).toEqual([...list, 'r']);
  expect(await read('end')).toEqual([...list, 'r', 's']);
});

describe('of a list that grew what is new is stored', () => {
  const grow = async (stores: readonly CheckpointStore[], itemAt: (place: number) => unknown, isCopied: boolean) => {
    let config = at('t');
    let list: unknown[] = [];
    for (let step = 1; step <= 60; step++) {
      list = [...(isCopied ? structuredClone(list) : list), itemAt(step)];
      const store = stores[step % stores.length]!;
      config = await store.put(config, checkpoint(`c${step}`, { list }, { list: step }), META, { list: step });
    }
    expect((await stores[0]!.getTuple(at('t')))?.checkpoint.channel_values['list']).toEqual(list);
    expect((await stores[0]!.getTuple(at('t', 'c31')))?.checkpoint.channel_values['list']).toEqual(list.slice(0, 31));
  };

  it.each([
    ['texts', (place: number) => `a message of some length, number ${place}`, false],
    ['objects', (place: number) => ({ text: `a message of some length, number ${place}` }), false],
    ['objects that are copied', (place: number) => ({ text: `a message of some length, number ${place}` }), true],
    ['dates', (place: number) => new Date(place), false],
  ])('%s', async (_, itemAt, isCopied) => {
    const { store, database } = openStore();
    await grow([store], itemAt, isCopied);
    const { bytes } = database.prepare('SELECT sum(length(data)) AS bytes FROM lc_values').get() as { bytes: number };
    expect(bytes).toBeLessThan(60 * 90);
  });

  it('by two processes in turn', async () => {
    const { store, database } = openStore();
    await grow([store, storeOn(database)], (place) => ({ text: `a message of some length, number ${place}` }), false);
    const { bytes } = database.prepare('SELECT sum(length(data)) AS bytes FROM lc_values').get() as { bytes: number };
    expect(bytes).toBeLessThan(60 * 90);
  });

  it('and what was changed in place', async () => {
    const { store } = openStore();
    const list = Array.from({ length: 20 }, (_, place) => ({ place, nested: { done: false } }));
    const first = await put(store, at('t'), 'a', { list });
    list[2]!.nested.done = true;
    list.push({ place: 20, nested: { done: false } });
    await store.put(first, checkpoint('b', { list }, { list: 2 }), META, { list: 2 });
    expect((await store.getTuple(at('t')))?.checkpoint.channel_values['list']).toEqual(list);
    expect((await store.getTuple(at('t', 'a')))?.checkpoint.channel_values['list']).toHaveLength(20);
  });

  it('unless the thread was deleted by another process', async () => {
    const { store, database } = openStore();
    const list = Array.from({ length: 20 }, (_, place) => `item ${place}`);
    await put(store, at('t'), 'a', { list });
    await storeOn(database).deleteThread('t');
    await put(storeOn(database), at('u'), 'x', { list: list.map((item) => `${item} of another`) });
    const longer = [...list, 'more'];
    await put(store, at('t'), 'b', { list: longer });
    expect((await store.getTuple(at('t')))?.checkpoint.channel_values['list']).toEqual(longer);
  });

  it('whatever is done to it, and by whichever process', async () => {
    const item = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(undefined),
      fc.record({ a: fc.jsonValue() }),
      fc.date(),
    );
    const step = fc.record({
      process: fc.nat(1),
      from: fc.nat(30),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
      added: fc.array(item, { maxLength: 12 }),
      isRead: fc.boolean(),
      isCopied: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const database = new SqliteDatabase(':memory:', CHECKPOINT_SCHEMA);
        const stores = [storeOn(database), storeOn(database)] as const;
        const lists: unknown[][] = [];
        for (const [place, { process, from, kept, added, isRead, isCopied }] of steps.entries()) {
          const store = stores[process as 0 | 1];
          const parent = place === 0 ? undefined : `c${from % place}`;
          const read = isRead && parent !== undefined ? await store.getTuple(at('t', parent)) : undefined;
          const held = (read?.checkpoint.channel_values['list'] as unknown[] | undefined) ?? lists[from % place] ?? [];
          const base = held.slice(0, Math.ceil(held.length * Math.min(1, kept * 2)));
          const list = [...(isCopied ? structuredClone(base) : base), ...added];
          lists.push(list);
          await store.put(at('t', parent), checkpoint(`c${place}`, { list }, { list: place + 1 }), META, {
            list: place + 1,
          });
        }
        const reader = storeOn(database);
        for (const [place, list] of lists.entries()) {
          expect((await reader.getTuple(at('t', `c${place}`)))?.checkpoint.channel_values).toStrictEqual({ list });
        }
        database.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('serde', () => {
  it('writes and reads as the store does', async () => {
    const { serde } = openStore().store;
    const [type, data] = await serde.dumpsTyped({ at: new Date(1) });
    expect(data).toBeInstanceOf(Uint8Array);
    expect(await serde.loadsTyped(type, data)).toEqual({ at: new Date(1) });
    expect(await serde.loadsTyped(type, Buffer.from(data).toString())).toEqual({ at: new Date(1) });
    await expect(serde.loadsTyped('json', '1')).rejects.toMatchObject({ code: 'VALUE_DAMAGED' });
  });

  it('of the caller is used in place of the codec', async () => {
    const database = new SqliteDatabase(':memory:', CHECKPOINT_SCHEMA);
    onTestFinished(() => database.close());
    const serde = new MemorySaver().serde;
    const store = new CheckpointStore(database, serde);
    expect(store.serde).toBe(serde);
    const memory = new MemorySaver();
    const given = checkpoint('c', {
      at: new Date(1),
      list: Array.from({ length: 20 }, (_, place) => place),
      bytes: new Uint8Array([0, 255]),
    });
    for (const saver of [store, memory]) {
      await saver.put(at('t'), given, META, given.channel_versions);
      await saver.putWrites(at('t', 'c'), [['at', new Date(2)]], 'task');
    }
    const [ours, theirs] = [await store.getTuple(at('t')), await memory.getTuple(at('t'))];
    // MemorySaver reads bytes as text.
    expect(ours).toEqual({
      ...theirs,
      checkpoint: { ...theirs?.checkpoint, channel_values: expect.objectContaining({ at: new Date(1).toISOString() }) },
    });
    expect(ours?.checkpoint.channel_values['bytes']).toEqual(new Uint8Array([0, 255]));
    expect(await idsOf(store, at('t'), { filter: { step: 1 } })).toEqual(['c']);
  });
});
