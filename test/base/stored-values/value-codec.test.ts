/** Values written as text and read back. */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DamagedValueError,
  MossError,
  UnstorableValueError,
  ValueCodec,
  type StoredKind,
} from '../../../src/base/index.ts';

const codec = new ValueCodec();
const through = (value: unknown): unknown => codec.decode(codec.encode(value));

/** What two values must have in common to be the same: class, prototype, own keys in order, -0, holes. */
function sameness(value: unknown): unknown {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `number ${value}`;
  if (typeof value === 'bigint' || typeof value !== 'object' || value === null)
    return `${typeof value} ${String(value)}`;
  const prototype = Object.getPrototypeOf(value) as object | null;
  const name = prototype === null ? 'null' : prototype.constructor.name;
  if (value instanceof Date) return [name, value.getTime()];
  if (value instanceof RegExp) return [name, String(value), value.lastIndex];
  if (value instanceof URL) return [name, value.href];
  if (value instanceof Map) return [name, [...value].flat().map(sameness)];
  if (value instanceof Set) return [name, [...value].map(sameness)];
  if (ArrayBuffer.isView(value)) return [name, [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]];
  if (value instanceof ArrayBuffer) return [name, [...new Uint8Array(value)]];
  const keys = Object.getOwnPropertyNames(value);
  return [name, keys.map((key) => [key, sameness((value as Record<string, unknown>)[key])])];
}

const failing = Object.assign(new TypeError('broke', { cause: new Error('deeper') }), { code: 'E_BROKE' });

const EXACT: readonly (readonly [name: string, value: unknown])[] = [
  ['a date', new Date('2026-11-25T10:00:00.123Z')],
  ['a date that is none', new Date(Number.NaN)],
  [
    'a map',
    new Map<unknown, unknown>([
      ['a', 1],
      [{ key: 1 }, new Map()],
    ]),
  ],
  ['a set', new Set([1, 'a', new Set([undefined])])],
  ['a regular expression', Object.assign(/a(b)?/giu, { lastIndex: 3 })],
  ['a big integer', 12_345_678_901_234_567_890n],
  ['minus zero', -0],
  ['no number', Number.NaN],
  ['infinities', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ['bytes', new Uint8Array([0, 255, 128, 65])],
  ['a part of bytes', new Uint8Array([1, 2, 3, 4]).subarray(1, 3)],
  ['a buffer', Buffer.from('héllo')],
  ['floats', new Float32Array([1.5, -0, Number.NaN])],
  ['big integers of 64 bits', new BigInt64Array([-1n, 2n])],
  ['an array buffer', new Uint8Array([7, 8]).buffer],
  ['a data view', new DataView(new Uint8Array([7, 8]).buffer)],
  ['a megabyte', new Uint8Array(1_000_003).fill(200)],
  ['a type error with a cause and a code', failing],
  ['an aggregate error', new AggregateError([new Error('one'), 'two'], 'both')],
  ['undefined', undefined],
  ['undefined in places', { a: undefined, b: [undefined, null] }],
  // eslint-disable-next-line no-sparse-arrays -- holes are what is tested
  ['holes', [1, , 3, ,]],
  ['an address', new URL('https://example.com/a?b=c#d')],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { a: new Date(0), b: 1 })],
  ['an own __proto__', JSON.parse('{"__proto__":{"isAdmin":true},"x":1}')],
  [
    'an own __proto__ that is no JSON',
    Object.defineProperty({ x: 1 }, '__proto__', {
      value: new Date(0),
      enumerable: true,
      writable: true,
      configurable: true,
    }),
  ],
  ['an own __proto__ without a prototype', Object.assign(Object.create(null) as object, JSON.parse('{"__proto__":1}'))],
  ['lone surrogates', ['\ud800', { '\udfff': '\udc00x' }]],
  ['what looks like an escape', { $: ['d', 0] }],
  ['what looks like an escape of an escape', { $: ['o', { $: ['u'] }] }],
  ['what looks a little like an escape', { $: ['d', 0], other: 1 }],
  [
    'records of LangChain',
    [
      { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', 'SystemMessage'], kwargs: { content: 'x' } },
      { lc: 2, type: 'undefined' },
      { lc: 1, type: 'secret', id: ['PATH'] },
    ],
  ],
  ['keys in their order', { b: 1, a: 2, 1: 3, 0: 4 }],
  ['empty things', ['', [], {}, new Map(), new Set(), new Uint8Array()]],
];

describe('a value comes back as it was:', () => {
  it.each(EXACT)('%s', (_, value) => {
    for (const whole of [value, { within: [value] }, new Map([[value, value]])])
      expect(sameness(through(whole))).toEqual(sameness(whole));
  });

  it('plain data is plain JSON', () => {
    const value = { a: [1, 'b', null, true], $a: {} };
    expect(codec.encode(value)).toBe(JSON.stringify(value));
  });

  it('from another realm', () => {
    const foreign: unknown = runInNewContext('({ list: [1, new Date(5)], map: new Map([[1, new Uint8Array([9])]]) })');
    expect(sameness(through(foreign))).toEqual(
      sameness({ list: [1, new Date(5)], map: new Map([[1, new Uint8Array([9])]]) }),
    );
  });

  it('whatever it is', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'constructor', '$', 'lc', 'toJSON', '\ud800'),
    );
    const { tree } = fc.letrec((tie) => ({
      leaf: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.bigInt(),
        fc.boolean(),
        fc.constantFrom(null, undefined),
        fc.date({ noInvalidDate: false }),
        fc.uint8Array(),
        fc.float32Array(),
      ),
      pairs: fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }),
      record: tie('pairs').map((pairs) => Object.fromEntries(pairs as [string, unknown][])),
      bare: tie('record').map((record) => Object.assign(Object.create(null) as object, record)),
      tree: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        tie('leaf'),
        tie('record'),
        tie('bare'),
        fc.array(tie('tree'), { maxLength: 4 }),
        tie('pairs').map((pairs) => new Map(pairs as [unknown, unknown][])),
        fc.array(tie('tree'), { maxLength: 4 }).map((items) => new Set(items)),
      ),
    }));
    const before = Reflect.ownKeys(Object.prototype).length;
    fc.assert(
      fc.property(tree, (value) => {
        expect(sameness(through(value))).toEqual(sameness(value));
      }),
      { numRuns: 1_000 },
    );
    expect(Reflect.ownKeys(Object.prototype)).toHaveLength(before);
  });
});

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}
class Purse extends Map {}

const cyclic: { self?: unknown } = {};
cyclic.self = { list: [cyclic] };

/** Each level holds the one below twice. */
function doubled(levels: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < levels; level++) value = [value, value];
  return value;
}

function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < levels; level++) value = [value];
  return value;
}

const REFUSED: readonly (readonly [name: string, value: unknown, path: string, reason: RegExp])[] = [
  ['a function', { tools: [{ run: () => {} }] }, 'state.tools[0].run', /is a function/],
  ['a symbol', [Symbol('x')], 'state[0]', /is a symbol/],
  ['a key that is a symbol', { a: { [Symbol('x')]: 1 } }, 'state.a', /symbol for a key/],
  ['an instance of a class', { price: new Money(5) }, 'state.price', /is a Money/],
  ['an instance of a class without a name', { a: new (class {})() }, 'state.a', /is a class instance/],
  ['a class made of what is built in', { a: new Purse() }, 'state.a', /is a Purse/],
  ['what only has the name of what is built in', { a: new (class Map {})() }, 'state.a', /is a Map/],
  ['an error of a class of its own', { a: new UnstorableValueError('x', 'y') }, 'state.a', /is a UnstorableValueError/],
  ['a promise', { a: Promise.resolve() }, 'state.a', /is a Promise/],
  ['a weak map', { a: new WeakMap() }, 'state.a', /is a WeakMap/],
  ['shared memory', { a: new SharedArrayBuffer(1) }, 'state.a', /is a SharedArrayBuffer/],
  ['a boxed number', { a: Object(1) as unknown }, 'state.a', /is a Number/],
  ['a value within a map', new Map([['a', new Map([['b', () => {}]])]]), 'state[1][1]', /is a function/],
  ['a cycle', cyclic, 'state.self.list[0].self', /within itself/],
  ['what is too deep', nested(1_000_000), 'state[0][0]', /1000 levels deep/],
  [
    'a getter that throws',
    {
      get a() {
        throw new Error('no');
      },
    },
    'state',
    /throws when it is read/,
  ],
];

describe('a value is refused when it is written, with its place:', () => {
  it.each(REFUSED)('%s', (_, value, path, reason) => {
    const attempt = (): unknown => codec.encode(value, 'state');
    expect(attempt).toThrow(UnstorableValueError);
    expect(attempt).toThrow(reason);
    expect(attempt).toThrow(expect.objectContaining({ code: 'VALUE_UNSTORABLE', path: expect.stringContaining(path) }));
  });

  it('a graph of shared objects that has no end as a tree', () => {
    expect(() => codec.encode(doubled(60))).toThrow(/more than 10000000 objects/);
  });

  it('what is 900 levels deep is stored', () => {
    const deep = nested(900);
    expect(codec.encode(through(deep))).toBe(codec.encode(deep));
  });
});

describe('text is refused that was not written so:', () => {
  it.each([
    ['', /is no JSON/],
    ['{"a":', /is no JSON/],
    ['{"$":1}', /without a tag/],
    ['{"$":[]}', /without a tag/],
    ['{"$":["x"]}', /unknown tag "x"/],
    ['{"$":["constructor"]}', /unknown tag "constructor"/],
    ['{"$":["@m",1]}', /kind "m", which nobody has registered/],
    ['{"$":["d","now"]}', /has string for a number/],
    ['{"$":["i","1.5"]}', /damaged escape "i"/],
    ['{"$":["f","toString"]}', /unknown "toString"/],
    ['{"$":["b","Function","YQ=="]}', /unknown "Function"/],
    ['{"$":["b","__proto__","YQ=="]}', /unknown "__proto__"/],
    ['{"$":["b","Uint8Array","%"]}', /damaged escape "b"/],
    ['{"$":["b","Float64Array","YQ=="]}', /damaged escape "b"/],
    ['{"$":["r","(","g",0]}', /damaged escape "r"/],
    ['{"$":["l","no address"]}', /damaged escape "l"/],
    ['{"$":["M",1]}', /key without a value/],
    ['{"$":["e","Function","x",null,{}]}', /unknown "Function"/],
    ['{"$":["e","Error","x",null,1]}', /without its parts/],
    ['{"$":["n",{},1]}', /has object for a text/],
    [`${'['.repeat(100_000)}{"$":["u"]}${']'.repeat(100_000)}`, /levels deep/],
  ])('%.40s', (text, reason) => {
    expect(() => codec.decode(text)).toThrow(DamagedValueError);
    expect(() => codec.decode(text)).toThrow(reason);
  });

  it('whatever was changed in it', () => {
    const text = codec.encode(EXACT.filter(([name]) => name !== 'a megabyte').map(([, value]) => value));
    const before = Reflect.ownKeys(Object.prototype).length;
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 0, maxLength: 3 }), (place, inserted) => {
        const changed = text.slice(0, place) + inserted + text.slice(place + 1);
        try {
          codec.decode(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedValueError);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(Reflect.ownKeys(Object.prototype)).toHaveLength(before);
  });
});

describe('a kind', () => {
  const money = (load: StoredKind['load']): StoredKind => ({
    tag: 'money',
    matches: (value) => value instanceof Money,
    toData: (value) => ({ cents: BigInt((value as Money).cents) }),
    load,
  });
  const read = (data: unknown): Money => new Money(Number((data as { cents: bigint }).cents));
  const price = { prices: [new Money(5)] };

  it('stores instances of a class', () => {
    const known = new ValueCodec([money(() => read)]);
    const text = known.encode(price);
    expect(known.reading(() => known.decode(text))).toEqual(price);
    expect(() => codec.decode(text)).toThrow(/kind "money", which nobody has registered/);
  });

  it('is loaded once, when the first is met', async () => {
    let loads = 0;
    const late = new ValueCodec([money(async () => (loads++, read))]);
    const text = late.encode(price);
    expect(late.reading(() => late.decode('{}'))).toEqual({});
    const fresh = new ValueCodec([money(async () => (loads++, read))]);
    expect(() => fresh.decode(text)).toThrow(expect.objectContaining({ code: 'DEPENDENCY_MISSING' }));
    const readPrice = (): unknown => fresh.reading(() => fresh.decode(text));
    expect(await Promise.all([readPrice(), readPrice()])).toEqual([price, price]);
    expect(readPrice()).toEqual(price);
    expect(loads).toBe(1);
  });

  it('that cannot be loaded says so, and is tried again', async () => {
    let attempts = 0;
    const broken = new ValueCodec([money(() => (attempts++, Promise.reject(new Error('not installed'))))]);
    const text = broken.encode(price);
    const readPrice = async (): Promise<unknown> => broken.reading(() => broken.decode(text));
    const failed = await readPrice().catch((error: unknown) => error);
    expect(MossError.is(failed, 'DEPENDENCY_MISSING') && (failed.cause as Error).message).toBe('not installed');
    await expect(readPrice()).rejects.toThrow('"money"');
    expect(attempts).toBe(2);
  });

  it('that cannot read what is there tells of damage', () => {
    const picky = new ValueCodec([
      money(() => () => {
        throw new RangeError('too much');
      }),
    ]);
    const text = picky.encode(price);
    expect(() => picky.decode(text)).toThrow(DamagedValueError);
  });
});
