import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it, vi } from 'vitest';
import { CheckpointStore } from '../../../src/savers/sqlite/checkpoint-store.ts';
import { META, at, checkpoint, idsOf, openStore, put, storeOn } from './checkpoint-stores.ts';

describe('a checkpoint whose parent is not as it was', () => {
  const begun = async () => {
    const { store, database } = openStore();
    const config = await put(store, at('t'), 'a', { kept: 'k'.repeat(100), changed: 1 });
    const versions = { kept: 1, changed: 2 };
    const next = checkpoint('b', { kept: 'k'.repeat(100), changed: 2 }, versions);
    return { store, database, config, next, put: () => store.put(config, next, META, { changed: 2 }) };
  };

  it('brings all that it has once the thread was deleted', async () => {
    const { store, database, next, put: goOn } = await begun();
    await storeOn(database).deleteThread('t');
    await goOn();
    expect((await store.getTuple(at('t')))?.checkpoint).toEqual(next);
  });

  it('is refused if that happens while it is stored', async () => {
    const { store, database, put: goOn } = await begun();
    const write = database.write.bind(database);
    vi.spyOn(database, 'write').mockImplementationOnce(async (work) => {
      await storeOn(database).deleteThread('t');
      return write(work);
    });
    await expect(goOn()).rejects.toMatchObject({ name: 'CheckpointError', code: 'CHECKPOINT_MISSING' });
    expect(await idsOf(store, {})).toEqual([]);
  });

  it('is refused if the parent can no longer say where values are', async () => {
    const { store, database, config, put: goOn } = await begun();
    database.prepare("UPDATE lc_checkpoints SET body = replace(body, '1', '7')").run();
    await expect(goOn()).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
    await put(store, config, 'b', { kept: 'k', changed: 2 });
    expect((await store.getTuple(at('t')))?.checkpoint.channel_values).toEqual({ kept: 'k', changed: 2 });
  });
});

describe('damage', () => {
  const three = async () => {
    const { store, database } = openStore();
    let config = at('t');
    for (const id of ['a', 'b', 'c']) {
      config = await put(store, config, id, { big: id.repeat(100), other: 1 });
      await store.putWrites(config, [['big', id]], 'task');
    }
    return { store, database };
  };

  it.each([
    ['a value', "UPDATE lc_values SET data = replace(data, 'bbb', 'bbx') WHERE value = 2", 'the channel "big"'],
    ['a value that is lost', 'DELETE FROM lc_values WHERE value = 2', 'the channel "big"'],
    [
      'the value of another',
      'UPDATE lc_values SET data = (SELECT data FROM lc_values WHERE value = 1) WHERE value = 2',
      'the channel "big"',
    ],
    ['a value that follows itself', 'UPDATE lc_values SET base = 2 WHERE value = 2', 'the channel "big"'],
    ['a write', 'UPDATE lc_writes SET data = \'"x"\' WHERE row = 2', 'a write to the channel'],
    ['the task of a write', 'UPDATE lc_writes SET task = 5 WHERE row = 2', 'a write to the channel'],
    ['a checkpoint', "UPDATE lc_checkpoints SET body = replace(body, '1', '7') WHERE seq = 2", 'its own row'],
    ['metadata', "UPDATE lc_checkpoints SET metadata = '{}' WHERE seq = 2", 'its own row'],
    ['a parent', "UPDATE lc_checkpoints SET parent = 'c' WHERE seq = 2", 'its own row'],
  ])('of %s is found, and nothing else is lost', async (_, sql, part) => {
    const { store, database } = await three();
    database.prepare(sql).run();
    const error = await store.getTuple(at('t', 'b')).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'CheckpointError', code: 'CHECKPOINT_DAMAGED' });
    for (const word of ['"t"', ' b ', part]) expect(String(error)).toContain(word);
    expect((await store.getTuple(at('t')))?.checkpoint.channel_values['big']).toBe('c'.repeat(100));
    expect(await idsOf(store, at('t'))).toEqual(['c', 'a']);
    expect(await idsOf(store, at('t'), { before: at('t', 'b') })).toEqual(['a']);
    await expect(idsOf(store, at('t', 'b'))).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
    await store.deleteThread('t');
    expect(await idsOf(store, {})).toEqual([]);
  });

  it('of a list names what can no longer be read', async () => {
    const { store, database } = openStore();
    const list = Array.from({ length: 10 }, (_, place) => `item ${place}`);
    const first = await put(store, at('t'), 'a', { list });
    await store.put(first, checkpoint('b', { list: [...list, 'x'] }, { list: 2 }), META, { list: 2 });
    database.prepare('UPDATE lc_values SET data = replace(data, \'"x"\', \'"y"\') WHERE value = 2').run();
    await expect(store.getTuple(at('t'))).rejects.toThrow(
      /checkpoint b of the thread "t" is damaged in the channel "list"/,
    );
    expect((await store.getTuple(at('t', 'a')))?.checkpoint.channel_values).toEqual({ list });
  });

  it('is told from values that another serialiser wrote, which are not left out', async () => {
    const { store, database } = openStore();
    const foreign = new CheckpointStore(database, new MemorySaver().serde);
    await put(foreign, at('t'), 'a', { x: 1 });
    await expect(store.getTuple(at('t'))).rejects.toMatchObject({
      code: 'CHECKPOINT_DAMAGED',
      cause: expect.objectContaining({ code: 'VALUE_DAMAGED' }),
    });
    await expect(idsOf(store, at('t'))).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
  });
});
