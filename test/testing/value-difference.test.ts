import { describe, expect, it } from 'vitest';
import { valueDifference } from '../../src/testing/conformance/value-difference.ts';

class Point {
  readonly x: number;

  constructor(x: number) {
    this.x = x;
  }
}

const ownProto = (): unknown => JSON.parse('{"__proto__":{"a":1}}');
const cyclic = (): unknown => {
  const list: unknown[] = [1];
  return Object.freeze(Object.assign(list, { named: true }));
};

const equal: readonly (readonly [name: string, make: () => unknown])[] = [
  ['NaN', () => Number.NaN],
  ['minus zero', () => -0],
  ['plain data', () => ({ a: [1, { b: null }], c: undefined })],
  ['maps and sets', () => new Map<unknown, unknown>([[{ key: 1 }, new Set([1, new Date(0)])]])],
  ['bytes', () => new Uint8Array([1, 2, 3])],
  ['errors', () => new TypeError('no', { cause: [1] })],
  ['expressions', () => /a/gu],
  ['addresses', () => new URL('https://example.com/a')],
  ['instances', () => new Point(1)],
  ['an own __proto__', ownProto],
  ['an object without a prototype', () => Object.assign(Object.create(null) as object, { a: 1 })],
  ['frozen lists', cyclic],
];

const different: readonly (readonly [actual: unknown, expected: unknown, message: string])[] = [
  [0, -0, 'value is 0, expected -0'],
  ['1', 1, 'value is "1", expected 1'],
  [1n, 1, 'value is 1n, expected 1'],
  [null, undefined, 'value is null, expected undefined'],
  [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, 'value.a.b[1] is 2, expected 3'],
  [[1], [1, 2], 'value has 1 items, expected 2'],
  [{}, { a: undefined }, 'value lacks the own property "a"'],
  [{ a: undefined }, {}, 'value has, and should not, the own property "a"'],
  [{}, ownProto(), 'value lacks the own property "__proto__"'],
  [Object.create({ a: 1 }), { a: 1 }, 'value is a Object {}, expected a Object {"a":1}'],
  [{ x: 1 }, new Point(1), 'value is a Object {"x":1}, expected a Point {"x":1}'],
  [new Date(1), new Date(2), 'value is a Date "1970-01-01T00:00:00.001Z"'],
  [new Date(Number.NaN), new Date(2), 'value is a Date null'],
  [/a/g, /a/, 'value is a RegExp'],
  [new Error('no'), new TypeError('no'), 'value is a Error'],
  [new Error('no'), new Error('yes'), 'value is a Error'],
  [new Map([[1, 2]]), new Map([[1, 3]]), 'value[0][1] is 2, expected 3'],
  [new Set([1, 2]), new Set([2, 1]), 'value[0] is 1, expected 2'],
  [new Uint8Array([1, 2]), new Uint8Array([1, 3]), 'byte 1 of value is 2, expected 3'],
  [new Uint8Array([1]), new Uint8Array(2), 'value has 1 bytes, expected 2'],
  [Buffer.from([1]), new Uint8Array([1]), 'value is a Buffer'],
  [new Float32Array([0]), new Float32Array([-0]), 'byte 3 of value is 0, expected 128'],
  ['x'.repeat(1000), '', `value is "${'x'.repeat(116)}…, expected ""`],
];

describe('valueDifference', () => {
  it.each(equal)('finds none between two times %s', (_name, make) => {
    expect(valueDifference(make(), make())).toBeUndefined();
  });

  it.each(different)('finds that %o is not %o', (actual, expected, message) => {
    expect(valueDifference(actual, expected)).toContain(message);
  });

  it('takes a property that is undefined for none, where it may', () => {
    const lenient = { absentIsUndefined: true };
    expect(valueDifference({ a: undefined, b: [{}] }, { b: [{ c: undefined }] }, 'it', lenient)).toBeUndefined();
    expect(valueDifference({ a: undefined }, { a: 1 }, 'it', lenient)).toBe('it.a is undefined, expected 1');
    expect(valueDifference({ a: 1 }, {}, 'it', lenient)).toBe('it.a is 1, expected undefined');
  });
});
