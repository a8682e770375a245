/** A value → data that JSON has; the same object where nothing in it needs to be told apart. */
import { toBase64 } from '../base64.ts';
import { ESCAPE, KIND_MARK, type StoredKind } from './stored-kind.ts';
import { builtInErrorName, isPlainObject, typedArrayName } from './value-classes.ts';

/** How deep data may be nested: what a small stack can take wherever it stands, and more than anybody means to. */
export const DEEPEST = 1_000;

/** More than this is a graph of shared objects, which a tree would repeat without end. */
const MOST_VALUES = 10_000_000;

/** Its message says why a value cannot be stored, as a clause; where that is, only a pass that keeps the path knows. */
export class Refusal extends Error {}

/** One pass over one value. */
export class Encoder {
  readonly #kinds: readonly StoredKind[];
  /** Where the pass is; absent where nobody asks, because it costs as much as the rest. */
  readonly path: (string | number)[] | undefined;
  #values = 0;

  constructor(kinds: readonly StoredKind[], path: (string | number)[] | undefined) {
    this.#kinds = kinds;
    this.path = path;
  }

  /** @throws Refusal */
  encode(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : escape('f', [Object.is(value, -0) ? '-0' : String(value)]);
      case 'undefined':
        return escape('u');
      case 'bigint':
        return escape('i', [String(value)]);
      case 'object':
        return value === null ? null : this.#encodeObject(value, depth);
      default:
        throw new Refusal(`is a ${typeof value}`);
    }
  }

  #encodeObject(value: object, depth: number): unknown {
    if (depth >= DEEPEST) throw new Refusal(`lies ${DEEPEST} levels deep, or within itself,`);
    if (++this.#values > MOST_VALUES)
      throw new Refusal(`is one of more than ${MOST_VALUES} objects, shared ones counted each time,`);
    if (Array.isArray(value)) return this.#encodeList(value, depth + 1);
    if (isPlainObject(value)) return this.#encodeRecord(value as Record<string, unknown>, depth + 1);
    return this.#encodeInstance(value, depth + 3);
  }

  #encodeList(list: readonly unknown[], depth: number): unknown {
    let copy: unknown[] | undefined;
    for (let place = 0; place < list.length; place++) {
      const item = list[place];
      const isHole = item === undefined && !(place in list);
      const encoded = isHole ? escape('h') : this.#at(place, item, depth);
      if (encoded !== item) (copy ??= list.slice())[place] = encoded;
    }
    return copy ?? list;
  }

  #encodeRecord(record: Record<string, unknown>, depth: number): unknown {
    if (Object.getOwnPropertySymbols(record).length > 0) throw new Refusal('has a symbol for a key');
    const keys = Object.keys(record);
    let copy: Record<string, unknown> | undefined;
    for (const key of keys) {
      const item = record[key];
      const encoded = this.#at(key, item, depth);
      // Without a prototype, `__proto__` is a key like others.
      if (encoded !== item)
        (copy ??= Object.assign(Object.create(null) as Record<string, unknown>, record))[key] = encoded;
    }
    const data = copy ?? record;
    if (Object.getPrototypeOf(record) === null) return escape('n', Object.entries(data).flat());
    return keys.length === 1 && keys[0] === ESCAPE ? escape('o', [data[ESCAPE]]) : data;
  }

  #encodeInstance(value: object, depth: number): unknown {
    const name = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } }).constructor?.name;
    const builtIn = builtInOf(value, name);
    if (builtIn !== undefined) {
      const { tag, data, items } = builtIn;
      return escape(tag, items === undefined ? data : data.concat(this.#encodeItems(items, depth)));
    }
    const errorName = builtInErrorName(value);
    if (errorName !== undefined) return this.#encodeError(value as Error, errorName, depth);
    const kind = this.#kinds.find((candidate) => candidate.matches(value));
    if (kind !== undefined) return escape(KIND_MARK + kind.tag, [this.encode(kind.toData(value), depth)]);
    throw new Refusal(`is a ${typeof name === 'string' && name !== '' ? name : 'class instance'}`);
  }

  #encodeItems(items: readonly unknown[], depth: number): unknown[] {
    return items.map((item, place) => this.#at(place, item, depth));
  }

  #encodeError(error: Error, name: string, depth: number): unknown {
    const own: Record<string, unknown> = {};
    for (const key of Object.getOwnPropertyNames(error))
      if (key !== 'stack' && key !== 'message')
        Object.defineProperty(own, key, {
          value: (error as unknown as Record<string, unknown>)[key],
          enumerable: true,
        });
    const { message, stack } = error;
    return escape('e', [name, message, stack ?? null, this.#encodeRecord(own, depth)]);
  }

  #at(key: string | number, value: unknown, depth: number): unknown {
    this.path?.push(key);
    const encoded = this.encode(value, depth);
    this.path?.pop();
    return encoded;
  }
}

function escape(tag: string, data: readonly unknown[] = []): unknown {
  return { [ESCAPE]: [tag].concat(data as string[]) };
}

/** What a built-in object is made of: data as it is written, and items that are encoded behind it. */
interface BuiltIn {
  readonly tag: string;
  readonly data: readonly unknown[];
  readonly items?: readonly unknown[];
}

/**
 * Methods are taken from the prototypes of this realm: they work on objects of other realms, and refuse what only has the name of what is
 * built in.
 */
function builtInOf(value: object, name: unknown): BuiltIn | undefined {
  try {
    if (name === 'Date') return { tag: 'd', data: [encodedTime(Date.prototype.getTime.call(value))] };
    if (name === 'Map') return { tag: 'M', data: [], items: [...Map.prototype.entries.call(value)].flat() };
    if (name === 'Set') return { tag: 'S', data: [], items: [...Set.prototype.values.call(value)] };
  } catch {
    return undefined;
  }
  if (name === 'RegExp' && Object.prototype.toString.call(value) === '[object RegExp]') {
    const { source, flags, lastIndex } = value as RegExp;
    return { tag: 'r', data: [source, flags, lastIndex] };
  }
  if (name === 'URL' && value instanceof URL) return { tag: 'l', data: [value.href] };
  return bytesOf(value, name);
}

function encodedTime(time: number): number | null {
  return Number.isNaN(time) ? null : time;
}

function bytesOf(value: object, name: unknown): BuiltIn | undefined {
  const bytes = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : name === 'ArrayBuffer' && isArrayBuffer(value) && new Uint8Array(value);
  if (bytes === false) return undefined;
  const kind = ArrayBuffer.isView(value) ? (typedArrayName(value) ?? 'DataView') : 'ArrayBuffer';
  if (name !== kind && !(name === 'Buffer' && kind === 'Uint8Array')) return undefined;
  return { tag: 'b', data: [name, toBase64(bytes)] };
}

function isArrayBuffer(value: object): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}
