import { describe, expect, it } from 'vitest';
import { META, at, checkpoint, idsOf, openStore, put } from './checkpoint-stores.ts';

const HOSTILE = [
  '*',
  '?',
  '[a]',
  '%',
  '_',
  '\\',
  ':',
  '/',
  '../..',
  "' OR 1=1 --",
  '"; DROP TABLE lc_graphs; --',
  '$ne',
  '',
  ' ',
  'T',
  't ',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '\0',
  't\0',
  't\0u',
  '\u0001',
  '\u0001"t"',
  '\ud800',
  '\udfff',
  't\ud800',
  'é',
  'e\u0301',
  '💥',
  'x'.repeat(10_000),
  '1f0c0000-0000-6000-8000-000000000001',
  '1F0C0000-0000-6000-8000-000000000001',
];

const WRONG: readonly unknown[] = [1, true, null, {}, { $ne: '' }, ['t'], Symbol('t'), () => 't', 1n];

describe('ids touch the literal row only', () => {
  it('of threads', async () => {
    const { store } = openStore();
    for (const thread of ['t', ...HOSTILE]) {
      await store.putWrites(await put(store, at(thread), 'c', { thread }), [['thread', thread]], 'task');
    }
    for (const thread of HOSTILE) {
      const tuple = await store.getTuple(at(thread));
      expect(tuple?.checkpoint.channel_values).toEqual({ thread });
      expect(tuple?.pendingWrites).toEqual([['task', 'thread', thread]]);
      expect(tuple?.config.configurable.thread_id).toBe(thread);
      expect(await idsOf(store, at(thread))).toEqual(['c']);
    }
    for (const [done, thread] of HOSTILE.entries()) {
      await store.deleteThread(thread);
      expect(await idsOf(store, {})).toHaveLength(HOSTILE.length - done);
    }
    expect((await store.getTuple(at('t')))?.checkpoint.channel_values).toEqual({ thread: 't' });
  });

  it('of namespaces, channels, tasks and checkpoints', async () => {
    const { store } = openStore();
    const ids = HOSTILE.filter((id) => id !== '');
    for (const id of ids) {
      const values = JSON.parse(`{${JSON.stringify(id)}:1}`) as Record<string, unknown>;
      const config = await put(store, at('t', undefined, id), id, values);
      await store.putWrites(config, [[id, id]], id);
    }
    for (const id of ids) {
      const tuple = await store.getTuple(at('t', id, id));
      expect(tuple?.checkpoint.id).toBe(id);
      expect(Object.entries(tuple?.checkpoint.channel_values ?? {})).toEqual([[id, 1]]);
      expect(Object.entries(tuple?.checkpoint.channel_versions ?? {})).toEqual([[id, 1]]);
      expect(tuple?.pendingWrites).toEqual([[id, id, id]]);
      expect(await idsOf(store, at('t', id, id), { before: at('t', 'zzz') })).toHaveLength(id < 'zzz' ? 1 : 0);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe.each(WRONG)('the id %o is refused', (wrong) => {
  const refused = expect.objectContaining({ code: 'CONFIG_INVALID' });

  it.each(['thread_id', 'checkpoint_ns', 'checkpoint_id'])('as %s', async (name) => {
    const { store } = openStore();
    await put(store, at('t'), 'c');
    const config = { configurable: { ...at('t', 'c').configurable, [name]: wrong } };
    await expect(store.getTuple(config)).rejects.toThrow(refused);
    await expect(store.get(config)).rejects.toThrow(refused);
    await expect(idsOf(store, config)).rejects.toThrow(refused);
    await expect(idsOf(store, at('t'), { before: config })).rejects.toThrow(refused);
    await expect(store.put(config, checkpoint('d'), META, {})).rejects.toThrow(refused);
    await expect(store.putWrites(config, [['a', 1]], 'task')).rejects.toThrow(refused);
    await expect(store.getDeltaChannelHistory({ config, channels: ['a'] })).rejects.toThrow(refused);
    expect(await idsOf(store, {})).toEqual(['c']);
  });

  it('of a task, of a checkpoint that is put, and of a thread to delete', async () => {
    const { store } = openStore();
    const config = await put(store, at('t'), 'c');
    await expect(store.putWrites(config, [['a', 1]], wrong as string)).rejects.toThrow(refused);
    await expect(store.put(config, checkpoint(wrong as string), META, {})).rejects.toThrow(refused);
    await expect(store.deleteThread(wrong as string)).rejects.toThrow(refused);
    expect(await idsOf(store, {})).toEqual(['c']);
  });
});

it('says which id is missing', async () => {
  const { store } = openStore();
  await expect(put(store, {}, 'c')).rejects.toThrow('"thread_id"');
  await expect(put(store, { configurable: {} }, 'c')).rejects.toThrow('"thread_id"');
  await expect(store.putWrites({ configurable: { checkpoint_id: 'c' } }, [], 'task')).rejects.toThrow('"thread_id"');
  await expect(store.putWrites(at('t'), [], 'task')).rejects.toThrow('"checkpoint_id"');
  await expect(store.deleteThread(undefined as never)).rejects.toThrow('"thread_id"');
  expect(await store.getTuple({})).toBeUndefined();
});
