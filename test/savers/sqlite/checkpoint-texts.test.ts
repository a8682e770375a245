import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitAtLongTexts } from '../../../src/savers/sqlite/checkpoints/shared-texts.ts';
import { at, idsOf, openStore, put } from './checkpoint-stores.ts';

describe('long texts are found in JSON', () => {
  it.each([
    ['none', '{"a":"b"}', 1],
    ['one just too short', JSON.stringify('x'.repeat(511)), 1],
    ['one just long enough', JSON.stringify('x'.repeat(512)), 3],
    ['a key', JSON.stringify({ ['k'.repeat(600)]: 1 }), 3],
    ['marks and slashes', JSON.stringify(['"\\'.repeat(300), '\\', '\\"'.repeat(300), '"']), 5],
    ['two beside each other', JSON.stringify(['x'.repeat(600), 'y'.repeat(600)]), 5],
    ['no JSON', `"${'x'.repeat(600)}`, 3],
  ])('%s', (_, json, count) => {
    const parts = splitAtLongTexts(json);
    expect(parts.join('')).toBe(json);
    expect(parts).toHaveLength(count);
  });

  it('in any', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('"', '\\', 'x', '\n', '\ud800', '{'), minLength: 400, maxLength: 700 }),
    );
    const data = fc.oneof(text, fc.array(text), fc.dictionary(text, text), fc.array(fc.dictionary(text, text)));
    fc.assert(
      fc.property(data, (value) => {
        const json = JSON.stringify(value);
        const parts = splitAtLongTexts(json);
        expect(parts.join('')).toBe(json);
        for (const [place, part] of parts.entries()) {
          if (place % 2 === 1) expect(typeof JSON.parse(part)).toBe('string');
          else expect(part).not.toMatch(/"[^"\\]{512}/);
        }
      }),
    );
  });
});

describe('a long text is stored once', () => {
  const long = 'a long text of a document. '.repeat(100);
  const count = (database: ReturnType<typeof openStore>['database'], table: string) =>
    (database.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number }).rows;

  it('wherever it is, and is forgotten with the last thread that has it', async () => {
    const { store, database } = openStore();
    for (const thread of ['t', 'u']) {
      const config = await put(store, at(thread), 'c', { input: { long, n: 1 }, long, list: [long, 'short', long] });
      await store.putWrites(config, [['long', long]], 'task');
    }
    await put(store, at('t'), 'd', { other: `${long}!` });
    expect(count(database, 'lc_texts')).toBe(2);
    await store.deleteThread('t');
    expect(count(database, 'lc_texts')).toBe(1);
    const tuple = await store.getTuple(at('u'));
    expect(tuple?.checkpoint.channel_values).toEqual({ input: { long, n: 1 }, long, list: [long, 'short', long] });
    expect(tuple?.pendingWrites).toEqual([['task', 'long', long]]);
    await store.deleteThread('u');
    expect([count(database, 'lc_texts'), count(database, 'lc_uses')]).toEqual([0, 0]);
  });

  it.each([
    ['changed', "UPDATE lc_texts SET text = replace(text, 'text', 'tent')"],
    ['of another kind', "UPDATE lc_texts SET text = x'00'"],
    ['lost', 'DELETE FROM lc_texts'],
  ])('and found out if it is %s', async (_, sql) => {
    const { store, database } = openStore();
    await put(store, at('t'), 'a', { n: 1 });
    await put(store, at('t'), 'b', { long });
    await store.putWrites(at('t', 'c'), [['long', long]], 'task');
    await put(store, at('t'), 'c', { n: 1 });
    database.prepare(sql).run();
    await expect(store.getTuple(at('t', 'b'))).rejects.toThrow(
      /checkpoint b of the thread "t" is damaged in the channel "long"/,
    );
    await expect(store.getTuple(at('t', 'c'))).rejects.toThrow(/checkpoint c .* a write to the channel "long"/);
    expect(await idsOf(store, at('t'))).toEqual(['a']);
  });
});
