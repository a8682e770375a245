/** Where two values differ. */

/** How strictly values are compared. */
export interface Strictness {
  /** Whether a property that is `undefined` is as good as none. */
  readonly absentIsUndefined?: boolean;
}

type Place = readonly [path: string, strictness: Strictness];

/**
 * Compares what the values are: prototypes, own keys, bytes, the sign of zero. Objects must not hold themselves.
 *
 * @param path how the answer names the values
 * @returns one sentence that names the first place where they differ; `undefined` where they are equal
 */
export function valueDifference(
  actual: unknown,
  expected: unknown,
  path = 'value',
  strictness: Strictness = {},
): string | undefined {
  if (Object.is(actual, expected)) return undefined;
  const comparable = isObject(actual) && isObject(expected) && kindOf(actual) === kindOf(expected);
  if (comparable && contentOf(actual) === contentOf(expected)) return partsDiffer(actual, expected, [path, strictness]);
  return `${path} is ${described(actual)}, expected ${described(expected)}`;
}

function partsDiffer(actual: object, expected: object, place: Place): string | undefined {
  if (ArrayBuffer.isView(actual) && ArrayBuffer.isView(expected)) return bytesDiffer(actual, expected, place);
  if (actual instanceof Map && expected instanceof Map) return listsDiffer([...actual], [...expected], place);
  if (actual instanceof Set && expected instanceof Set) return listsDiffer([...actual], [...expected], place);
  if (Array.isArray(actual) && Array.isArray(expected)) return listsDiffer(actual, expected, place);
  return propertiesDiffer(actual, expected, place);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** By prototype, as data never carries that; an object without one is plain too. */
function kindOf(value: object): unknown {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

/** What of a built-in object is not in its properties. */
function contentOf(value: object): string {
  if (value instanceof Date) return String(value.getTime());
  if (value instanceof RegExp) return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return value instanceof URL ? value.href : '';
}

function bytesDiffer(actual: ArrayBufferView, expected: ArrayBufferView, [path]: Place): string | undefined {
  const one = bytesOf(actual);
  const other = bytesOf(expected);
  if (one.length !== other.length) return `${path} has ${one.length} bytes, expected ${other.length}`;
  const place = one.findIndex((byte, at) => byte !== other[at]);
  return place < 0 ? undefined : `byte ${place} of ${path} is ${one[place]}, expected ${other[place]}`;
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function listsDiffer(
  actual: readonly unknown[],
  expected: readonly unknown[],
  [path, strictness]: Place,
): string | undefined {
  for (let at = 0; at < Math.min(actual.length, expected.length); at++) {
    const difference = valueDifference(actual[at], expected[at], `${path}[${at}]`, strictness);
    if (difference !== undefined) return difference;
  }
  if (actual.length === expected.length) return undefined;
  return `${path} has ${actual.length} items, expected ${expected.length}`;
}

function propertiesDiffer(actual: object, expected: object, [path, strictness]: Place): string | undefined {
  // The stack of an error tells where it was made.
  const ignored = expected instanceof Error ? ['stack'] : [];
  for (const key of new Set([...keysOf(expected, strictness), ...keysOf(actual, strictness)])) {
    if (ignored.includes(key)) continue;
    for (const [one, other] of [
      [actual, 'lacks'],
      [expected, 'has, and should not,'],
    ] as const) {
      const held = Object.hasOwn(one, key) || (strictness.absentIsUndefined && propertyOf(one, key) === undefined);
      if (!held) return `${path} ${other} the own property ${JSON.stringify(key)}`;
    }
    const at = `${path}.${key}`;
    const difference = valueDifference(propertyOf(actual, key), propertyOf(expected, key), at, strictness);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function keysOf(value: object, { absentIsUndefined }: Strictness): string[] {
  const keys = Object.getOwnPropertyNames(value);
  return absentIsUndefined ? keys.filter((key) => propertyOf(value, key) !== undefined) : keys;
}

/** Own ones only: `__proto__` of a plain object is none. */
function propertyOf(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** In few characters. */
export function described(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'string') return shortened(JSON.stringify(value));
  if (!isObject(value)) return shortened(String(value));
  const name = Array.isArray(value) ? 'a list' : `a ${nameOf(value)}`;
  return shortened(`${name} ${jsonOf(value)}`);
}

function nameOf(value: object): string {
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'Object';
}

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value instanceof Map || value instanceof Set ? [...value] : value) ?? '';
  } catch {
    // Only for a message: what JSON cannot hold is named by its class alone.
    return '';
  }
}

function shortened(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}
