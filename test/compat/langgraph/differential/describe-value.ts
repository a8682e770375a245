import { BaseCallbackHandler } from '@langchain/core/callbacks/base';

/** Plain data that says all that a comparison looks at of a value: a copy, so that later mutation does not show. */
export type Description =
  | string
  | number
  | boolean
  | null
  | readonly Description[]
  | { readonly [key: string]: Description };

const DEEPEST = 24;

/** Fields that say nothing of behaviour: how an object serialises itself, where an error was made, how long it took. */
const LEFT_OUT = new Set(['lc_kwargs', 'lc_serializable', 'lc_namespace', 'stack', 'elapsed', 'pregelTaskId']);

/** What a running graph keeps in `configurable` for those it calls. */
const INTERNAL = /^__pregel_(?!tasks)/;

/** Describes any value. Keys are sorted and keys without value left out, as comparisons in users' tests do. */
export function describeValue(value: unknown, above: readonly object[] = []): Description {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : `[${value}]`;
    case 'undefined':
      return '[undefined]';
    case 'bigint':
      return `[bigint ${value}]`;
    case 'symbol':
      return `[${String(value)}]`;
    case 'function':
      return '[function]';
    default:
      return value === null ? null : describeObject(value as object, above);
  }
}

function describeObject(value: object, above: readonly object[]): Description {
  if (above.includes(value)) return '[circular]';
  if (above.length > DEEPEST) return '[deep]';
  const within = [...above, value];
  if (Array.isArray(value)) return Array.from(value, (item) => describeValue(item, within));
  if (value instanceof Promise) return '[promise]';
  if (value instanceof AbortSignal) return '[AbortSignal]';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `[bytes ${new TextDecoder().decode(value)}]`;
  if (value instanceof Map) return { '[Map]': describeValue([...value], within) };
  if (value instanceof Set) return { '[Set]': describeValue([...value], within) };
  if (value instanceof BaseCallbackHandler) return '[callback handler]';
  if ('lc_runnable' in value) return '[runnable]';
  return { ...kindOf(value, within), ...describeFields(value, within) };
}

function kindOf(value: object, within: readonly object[]): Record<string, Description> {
  if (value instanceof Error) {
    const { lc_error_code: code } = value as { lc_error_code?: unknown };
    return {
      '[error]': value.name,
      message: value.message,
      ...(code === undefined ? {} : { lc_error_code: describeValue(code, within) }),
      ...(value.cause === undefined ? {} : { cause: describeValue(value.cause, within) }),
      ...(value instanceof AggregateError ? { errors: describeValue(value.errors, within) } : {}),
    };
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return {};
  return { '[class]': prototype.constructor.name.replace(/^_|\d+$/g, '') };
}

function describeFields(value: object, within: readonly object[]): Record<string, Description> {
  const fields: Record<string, Description> = {};
  for (const key of Object.keys(value).sort()) {
    const field: unknown = Reflect.get(value, key);
    if (field !== undefined && !LEFT_OUT.has(key) && !INTERNAL.test(key)) fields[key] = describeValue(field, within);
  }
  return fields;
}
