import { expect, it } from 'vitest';
import { ValueCodec } from '../../../src/base/index.ts';

const codec = new ValueCodec();
const through = (value: unknown): unknown => codec.decode(codec.encode(value));

it('collections of more items than a call takes arguments', () => {
  const numbers = Array.from({ length: 300_000 }, (_, place) => place);
  const record: unknown = Object.assign(Object.create(null), Object.fromEntries(numbers.map((n) => [`k${n}`, n])));
  expect((through(new Map(numbers.map((n) => [n, String(n)]))) as Map<number, string>).get(299_999)).toBe('299999');
  expect((through(new Set(numbers)) as Set<number>).size).toBe(300_000);
  expect(Object.keys(through(record) as object)).toHaveLength(300_000);
});

it('a getter that throws within a map is told as what it is', () => {
  const held = {
    get b() {
      throw new TypeError('no');
    },
  };
  expect(() => codec.encode(new Map([['a', held]]), 'state')).toThrow(
    expect.objectContaining({
      code: 'VALUE_UNSTORABLE',
      path: 'state[1]',
      message: expect.stringContaining('throws when it is read'),
    }),
  );
});
