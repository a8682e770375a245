import { expect, it } from 'vitest';
import { uuid5, uuid6After, uuid6Before } from '../../src/savers/uuid.ts';

it('ids of checkpoints sort by time, also where the clock goes back', () => {
  const ids: string[] = [];
  for (const now of [1_800_000_000_000, 1_800_000_000_001, 1_800_000_000_001, 1_700_000_000_000, 0]) {
    ids.push(uuid6After(ids.at(-1), now));
  }
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(5);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-6[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('there is room for an id before each', () => {
  const first = uuid6After(undefined, 1_800_000_000_000);
  const second = uuid6After(first, 0);
  const between = uuid6Before(second)!;
  expect([second, first, between].toSorted()).toEqual([first, between, second]);
  expect(uuid6Before('1')).toBeUndefined();
});

it('ids of tasks are those of RFC 9562', () => {
  // the example of the RFC: www.example.com in the namespace of domain names
  expect(uuid5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  expect(uuid5('a', 'no uuid')).toBe(uuid5('a', 'no uuid'));
  expect(uuid5('a', 'no uuid')).not.toBe(uuid5('a', 'another'));
});
