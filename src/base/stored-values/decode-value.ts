/** Data that was read from JSON → the value that it stands for. In place: nobody else has the data. */
import { fromBase64 } from '../base64.ts';
import { MossError } from '../errors.ts';
import { DEEPEST } from './encode-value.ts';
import { ESCAPE, KIND_MARK, type StoredKindReader } from './stored-kind.ts';
import { DamagedValueError } from './stored-value-errors.ts';
import { BUILT_IN_ERRORS } from './value-classes.ts';

/** Readers of kinds, by tag. */
export type KindReaders = (tag: string) => StoredKindReader;

type Data = readonly unknown[];

type BytesReader = (bytes: Uint8Array<ArrayBuffer>) => unknown;

const BYTES: Readonly<Record<string, BytesReader>> = {
  __proto__: null as never,
  ArrayBuffer: ({ buffer }) => buffer,
  DataView: ({ buffer }) => new DataView(buffer),
  Buffer: (bytes) => bufferOf(bytes),
  Uint8Array: (bytes) => bytes,
  Int8Array: ({ buffer }) => new Int8Array(buffer),
  Uint8ClampedArray: ({ buffer }) => new Uint8ClampedArray(buffer),
  Int16Array: ({ buffer }) => new Int16Array(buffer),
  Uint16Array: ({ buffer }) => new Uint16Array(buffer),
  Int32Array: ({ buffer }) => new Int32Array(buffer),
  Uint32Array: ({ buffer }) => new Uint32Array(buffer),
  Float32Array: ({ buffer }) => new Float32Array(buffer),
  Float64Array: ({ buffer }) => new Float64Array(buffer),
  BigInt64Array: ({ buffer }) => new BigInt64Array(buffer),
  BigUint64Array: ({ buffer }) => new BigUint64Array(buffer),
};

const NUMBERS: Readonly<Record<string, number>> = {
  __proto__: null as never,
  '-0': -0,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** Stands for a hole while a list is read. */
const HOLE = Symbol('hole');

/** @throws DamagedValueError for what no value was encoded to; with what a reader of a kind throws as its cause */
export function decodeValue(data: unknown, kinds: KindReaders, depth = 0): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (depth > DEEPEST) throw new DamagedValueError(`lies more than ${DEEPEST} levels deep`);
  if (Array.isArray(data)) return decodeList(data, kinds, depth + 1);
  const keys = Object.keys(data);
  const record = data as Record<string, unknown>;
  if (keys.length === 1 && keys[0] === ESCAPE) return decodeEscape(record[ESCAPE], kinds, depth + 1);
  for (const key of keys) {
    const value = record[key];
    const decoded = decodeValue(value, kinds, depth + 1);
    if (decoded !== value) setOwn(record, key, decoded);
  }
  return record;
}

function decodeList(list: unknown[], kinds: KindReaders, depth: number): unknown[] {
  for (let place = 0; place < list.length; place++) {
    const value = list[place];
    const decoded = decodeValue(value, kinds, depth);
    if (decoded === HOLE) Reflect.deleteProperty(list, place);
    else if (decoded !== value) list[place] = decoded;
  }
  return list;
}

function decodeEscape(tagged: unknown, kinds: KindReaders, depth: number): unknown {
  if (!Array.isArray(tagged) || typeof tagged[0] !== 'string')
    throw new DamagedValueError('has an escape without a tag');
  const [tag, ...data] = tagged as [string, ...unknown[]];
  const items = (): unknown[] => decodeList(data, kinds, depth + 1);
  try {
    if (tag.startsWith(KIND_MARK)) return kinds(tag.slice(KIND_MARK.length))(decodeValue(data[0], kinds, depth + 1));
    switch (tag) {
      case 'u':
        return undefined;
      case 'h':
        return HOLE;
      case 'o':
        return { [ESCAPE]: items()[0] };
      case 'n':
        return setAll(Object.create(null) as object, items());
      case 'M':
        return new Map(pairsOf(items()) as [unknown, unknown][]);
      case 'S':
        return new Set(items());
      case 'e':
        return decodeError(data, kinds, depth);
      default:
        return decodeScalar(tag, data);
    }
  } catch (error) {
    if (MossError.is(error)) throw error;
    throw new DamagedValueError(`has a damaged escape "${tag}"`, { cause: error });
  }
}

/** Those that hold no other value. */
function decodeScalar(tag: string, data: Data): unknown {
  const [first, second, third] = data;
  if (tag === 'd') return new Date(first === null ? Number.NaN : numberOf(first));
  if (tag === 'f') return known(NUMBERS, first);
  if (tag === 'i') return BigInt(textOf(first));
  if (tag === 'l') return new URL(textOf(first));
  if (tag === 'r') return Object.assign(new RegExp(textOf(first), textOf(second)), { lastIndex: numberOf(third) });
  if (tag === 'b') return known(BYTES, first)(fromBase64(textOf(second)));
  throw new DamagedValueError(`has the unknown tag "${tag}"`);
}

function decodeError([name, message, stack, own]: Data, kinds: KindReaders, depth: number): Error {
  const ErrorClass = BUILT_IN_ERRORS.get(name);
  if (ErrorClass === undefined) throw new DamagedValueError(`names the unknown "${String(name)}"`);
  const isAggregate = ErrorClass === AggregateError;
  const error = isAggregate
    ? new AggregateError([], textOf(message))
    : new (ErrorClass as ErrorConstructor)(textOf(message));
  const hidden = { writable: true, configurable: true, enumerable: false };
  Object.defineProperty(error, 'stack', { ...hidden, value: stack === null ? undefined : textOf(stack) });
  const parts = decodeValue(own, kinds, depth + 1);
  if (typeof parts !== 'object' || parts === null) throw new DamagedValueError('has an error without its parts');
  for (const [key, value] of Object.entries(parts)) {
    const isHidden = key === 'cause' || key === 'errors';
    Object.defineProperty(error, key, { ...hidden, enumerable: !isHidden, value });
  }
  return error;
}

function setOwn(record: object, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
  else (record as Record<string, unknown>)[key] = value;
}

function setAll(record: object, flat: Data): object {
  for (const [key, value] of pairsOf(flat)) setOwn(record, textOf(key), value);
  return record;
}

function pairsOf(flat: Data): (readonly [unknown, unknown])[] {
  if (flat.length % 2 !== 0) throw new DamagedValueError('has a key without a value');
  return flat.flatMap((key, place) => (place % 2 === 0 ? [[key, flat[place + 1]] as const] : []));
}

function known<Value>(table: Readonly<Record<string, Value>>, name: unknown): Value {
  const value = table[textOf(name)];
  if (value === undefined) throw new DamagedValueError(`names the unknown "${String(name)}"`);
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new DamagedValueError(`has ${typeof value} for a text`);
  return value;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new DamagedValueError(`has ${typeof value} for a number`);
  return value;
}

/** Node has it, browsers do not. */
function bufferOf(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  const { Buffer: NodeBuffer } = globalThis as { Buffer?: { from(buffer: ArrayBuffer): Uint8Array } };
  return NodeBuffer?.from(bytes.buffer) ?? bytes;
}
