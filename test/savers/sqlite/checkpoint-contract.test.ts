import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { MemorySaver, uuid6 } from '@langchain/langgraph-checkpoint';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { LangChainSaver } from '../../../src/savers/index.ts';
import type { CheckpointStore } from '../../../src/savers/sqlite/checkpoint-store.ts';
import { CHECKPOINT_SCHEMA } from '../../../src/savers/sqlite/checkpoints/checkpoint-schema.ts';
import { SqliteDatabase } from '../../../src/savers/sqlite/sqlite-database.ts';
import { META, at, checkpoint, idsOf, newFile, openStore, put, storeOn } from './checkpoint-stores.ts';

it('is what LangGraph and fromLangChainSaver take', () => {
  expectTypeOf<CheckpointStore>().toExtend<BaseCheckpointSaver>();
  expectTypeOf<CheckpointStore>().toExtend<LangChainSaver>();
});

it('gives numbers for versions, and none in place of a text', () => {
  const { store } = openStore();
  expect([store.getNextVersion(undefined), store.getNextVersion(1)]).toEqual([1, 2]);
  expect(() => store.getNextVersion('00001.5' as never)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

it('says no more in JSON than what it is', () => {
  expect(JSON.stringify({ saver: openStore().store })).toBe('{"saver":"[CheckpointStore]"}');
});

it('is closed by end()', async () => {
  const store = storeOn(new SqliteDatabase(':memory:', CHECKPOINT_SCHEMA));
  store.end();
  store.close();
  await expect(store.getTuple(at('t'))).rejects.toMatchObject({ code: 'SAVER_FAILED' });
});

it('keeps what it was put into a file, and gives it to another', async () => {
  const path = newFile();
  const { store } = openStore(path);
  const config = await put(store, at('t', 'parent'), 'c1', { a: 1 });
  await store.putWrites(config, [['a', 2]], 'task');
  expect(await openStore(path).store.getTuple(at('t'))).toEqual({
    config: { configurable: { thread_id: 't', checkpoint_ns: '', checkpoint_id: 'c1' } },
    parentConfig: { configurable: { thread_id: 't', checkpoint_ns: '', checkpoint_id: 'parent' } },
    checkpoint: checkpoint('c1', { a: 1 }),
    metadata: META,
    pendingWrites: [['task', 'a', 2]],
  });
});

describe('the order of checkpoints', () => {
  it('is that in which they were put, whatever the clock said', async () => {
    const { store } = openStore();
    const late = ['1f0c0000-0000-6000-8000-000000000009', '1f0c0000-0000-6000-8000-00000000000a'];
    const early = ['1f0b0000-0000-6000-8000-000000000001', '1f0b0000-0000-6000-8000-000000000002'];
    let config = at('t');
    for (const id of [...late, ...early]) config = await put(store, config, id);
    expect((await store.getTuple(at('t')))?.checkpoint.id).toBe(early[1]);
    expect(await idsOf(store, at('t'))).toEqual([...late, ...early].toReversed());
    expect(await idsOf(store, at('t'), { before: at('t', early[1]) })).toEqual([early[0], ...late.toReversed()]);
  });

  it('does not change when one is put again', async () => {
    const { store } = openStore();
    for (const id of ['a', 'b', 'c']) await put(store, at('t'), id, { x: id });
    await put(store, at('t', 'a'), 'b', { x: 'again' });
    expect(await idsOf(store, at('t'))).toEqual(['c', 'b', 'a']);
    const again = await store.getTuple(at('t', 'b'));
    expect(again?.checkpoint.channel_values).toEqual({ x: 'again' });
    expect(again?.parentConfig).toEqual(at('t', 'a'));
  });

  it('tells before by the id where the thread does not have it', async () => {
    const { store } = openStore();
    for (const id of ['a', 'c']) await put(store, at('t'), id);
    expect(await idsOf(store, at('t'), { before: at('t', 'b') })).toEqual(['a']);
  });

  it('is one order for the namespaces of a thread', async () => {
    const { store } = openStore();
    await put(store, at('t', undefined, 'sub'), '3');
    await put(store, at('t'), '2');
    await put(store, at('t', undefined, 'sub'), '1');
    expect(await idsOf(store, at('t', undefined, 'sub'), { before: at('', '2') })).toEqual(['3']);
    expect(await idsOf(store, { configurable: { thread_id: 't' } })).toEqual(['1', '2', '3']);
  });

  it('holds over more than are looked up at once', async () => {
    const { store } = openStore();
    const ids = Array.from({ length: 250 }, () => uuid6(0));
    for (const id of ids) await put(store, at('t'), id);
    expect(await idsOf(store, at('t'))).toEqual(ids.toReversed());
    expect(await idsOf(store, at('t'), { limit: 3, before: at('t', ids[120]) })).toEqual(
      ids.slice(117, 120).toReversed(),
    );
  });
});

describe('list', () => {
  it.each([
    [0, []],
    [-1, []],
    [2, ['c', 'b']],
    [undefined, ['c', 'b', 'a']],
  ])('of at most %s', async (limit, expected) => {
    const { store } = openStore();
    for (const id of ['a', 'b', 'c']) await put(store, at('t'), id);
    expect(await idsOf(store, at('t'), { limit })).toEqual(expected);
  });

  it.each([['1; DROP TABLE lc_checkpoints'], [Number.NaN], [null], [{}]])('refuses the limit %s', async (limit) => {
    await expect(idsOf(openStore().store, at('t'), { limit: limit as number })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  it("filters as LangChain's MemorySaver does", async () => {
    const { store } = openStore();
    const memory = new MemorySaver();
    const metadata = [
      META,
      { ...META, user: 'u1', n: 1 },
      { ...META, user: "u' OR 1=1 --", n: '1' },
      { ...META, user: null, n: Number.NaN },
      { ...META, 'a.b"]': true, nested: { user: 'u1' } },
    ];
    for (const [place, meta] of metadata.entries()) {
      const given = checkpoint(`c${place}`);
      await store.put(at('t'), given, meta, {});
      await memory.put(at('t'), given, meta);
    }
    const filters: Record<string, unknown>[] = [
      {},
      { user: 'u1' },
      { user: "u' OR 1=1 --" },
      { "user' OR 1=1 --": 'u1' },
      { 'a.b"]': true },
      { n: 1 },
      { n: '1' },
      { user: null },
      { user: undefined },
      { user: { $ne: '' } },
      { nested: { user: 'u1' } },
      { source: 'loop', n: 1 },
      { source: 'input' },
      { hasOwnProperty: 1 },
    ];
    for (const filter of filters) {
      const expected: string[] = [];
      for await (const tuple of memory.list(at('t'), { filter })) expected.push(tuple.checkpoint.id);
      expect(await idsOf(store, at('t'), { filter }), JSON.stringify(filter)).toEqual(expected);
    }
  });
});

describe('writes', () => {
  it('of a task stay, except in channels of which it has one', async () => {
    const { store } = openStore();
    const config = await put(store, at('t'), 'c');
    await store.putWrites(
      config,
      [
        ['a', 1],
        ['b', 1],
      ],
      't1',
    );
    await store.putWrites(
      config,
      [
        ['a', 2],
        ['b', 2],
        ['c', 2],
      ],
      't1',
    );
    await store.putWrites(config, [['__error__', 'first']], 't2');
    await store.putWrites(config, [['__interrupt__', 'asked']], 't2');
    await store.putWrites(
      config,
      [
        ['__error__', 'second'],
        ['__resume__', 'r'],
      ],
      't2',
    );
    expect((await store.getTuple(config))?.pendingWrites).toEqual([
      ['t1', 'a', 1],
      ['t1', 'b', 1],
      ['t1', 'c', 2],
      ['t2', '__error__', 'second'],
      ['t2', '__interrupt__', 'asked'],
      ['t2', '__resume__', 'r'],
    ]);
  });

  it('wait for their checkpoint', async () => {
    const { store } = openStore();
    await store.putWrites(at('t', 'c'), [['a', 1]], 'task');
    expect(await store.getTuple(at('t'))).toBeUndefined();
    await put(store, at('t'), 'c');
    expect((await store.getTuple(at('t')))?.pendingWrites).toEqual([['task', 'a', 1]]);
  });

  it('are all stored, or none', async () => {
    const { store, database } = openStore();
    const config = await put(store, at('t'), 'c');
    await expect(
      store.putWrites(
        config,
        [
          ['a', 1],
          ['b', () => {}],
        ],
        'task',
      ),
    ).rejects.toMatchObject({
      code: 'VALUE_UNSTORABLE',
      path: 'b',
    });
    database
      .prepare(
        "CREATE TRIGGER refuse BEFORE INSERT ON lc_writes WHEN NEW.channel = 'b' BEGIN SELECT RAISE(ABORT, 'no'); END",
      )
      .run();
    await expect(
      store.putWrites(
        config,
        [
          ['a', 1],
          ['b', 2],
        ],
        'task',
      ),
    ).rejects.toMatchObject({ code: 'SAVER_FAILED' });
    expect((await store.getTuple(config))?.pendingWrites).toEqual([]);
  });
});

it('stores nothing of a checkpoint that it cannot store', async () => {
  const { store, database } = openStore();
  await expect(put(store, at('t'), 'c', { a: 1, big: 'x'.repeat(100), b: { run: () => {} } })).rejects.toMatchObject({
    code: 'VALUE_UNSTORABLE',
    path: 'b.run',
  });
  database.prepare("CREATE TRIGGER refuse BEFORE INSERT ON lc_checkpoints BEGIN SELECT RAISE(ABORT, 'no'); END").run();
  await expect(put(store, at('t'), 'c', { big: 'x'.repeat(100) })).rejects.toMatchObject({ code: 'SAVER_FAILED' });
  expect(database.prepare('SELECT count(*) AS rows FROM lc_values').get()).toEqual({ rows: 0 });
});

it('gives a checkpoint before version 4 what was sent to its tasks', async () => {
  const { store } = openStore();
  const old = { ...checkpoint('a', { x: 1 }, { x: 3 }), v: 1 };
  const parent = await store.put(at('t'), old, META, { x: 3 });
  await store.putWrites(
    parent,
    [
      ['__pregel_tasks', { node: 'n', args: 1 }],
      ['x', 2],
    ],
    't1',
  );
  await store.putWrites(parent, [['__pregel_tasks', { node: 'n', args: 2 }]], 't2');
  await store.put(parent, { ...checkpoint('b', { x: 2 }, { x: 5 }), v: 1 }, META, { x: 5 });
  const expected = {
    x: 2,
    __pregel_tasks: [
      { node: 'n', args: 1 },
      { node: 'n', args: 2 },
    ],
  };
  const read = await store.getTuple(at('t'));
  expect(read?.checkpoint.channel_values).toEqual(expected);
  expect(read?.checkpoint.channel_versions).toEqual({ x: 5, __pregel_tasks: 5 });
  expect((await store.getTuple(at('t', 'a')))?.checkpoint.channel_values).toEqual({ x: 1 });
});

it('forgets a thread with all of its namespaces, and no other', async () => {
  const { store, database } = openStore();
  for (const thread of ['t', 'u']) {
    for (const namespace of ['', 'sub']) {
      await store.putWrites(
        await put(store, at(thread, undefined, namespace), 'c', { a: 'x'.repeat(99) }),
        [['a', 1]],
        'k',
      );
    }
  }
  await store.deleteThread('t');
  expect(await store.getTuple(at('t', undefined, 'sub'))).toBeUndefined();
  expect(await idsOf(store, {})).toEqual(['c', 'c']);
  for (const table of ['lc_graphs', 'lc_checkpoints', 'lc_values', 'lc_writes']) {
    expect(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get(), table).toEqual({ rows: 2 });
  }
});
