/** Any value as one line of JSON. */

/** Values that JSON has no word for, in a form that it has. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof AbortSignal) return undefined;
  if (value instanceof Error) return { name: value.name, message: value.message, code: Reflect.get(value, 'code') };
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
}

/**
 * A replacer for `JSON.stringify` that writes `"[circular]"` where a value contains itself.
 * `JSON.stringify` calls it with the object around the value as `this`, after `toJSON`.
 */
function replacer(): (this: unknown, key: string, value: unknown) => unknown {
  /** From the outermost object to the one around the value: as it came, and as it is written. */
  const path: { readonly original: unknown; readonly written: unknown }[] = [];
  return function replace(this: unknown, key: string, value: unknown): unknown {
    const original: unknown = Reflect.get(Object(this), key);
    while (path.length > 0 && path.at(-1)?.written !== this) path.pop();
    if (typeof original === 'object' && original !== null && path.some((outer) => outer.original === original)) {
      return '[circular]';
    }
    const written = plain(value);
    if (typeof written === 'object' && written !== null) path.push({ original, written });
    return written;
  };
}

/**
 * Writes an object as one line of JSON that always parses. Objects with `toJSON` speak for themselves; functions and abort signals
 * are left out; a value that cannot be read at all becomes `{ "unreadable": reason }`.
 *
 * @example
 * jsonLine({ event: 'done', data: {} }); // '{"event":"done","data":{}}'
 */
export function jsonLine(fields: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify(fields, replacer());
  } catch {
    return `{${Object.entries(fields)
      .map(([name, value]) => `${JSON.stringify(name)}:${readable(value)}`)
      .join(',')}}`;
  }
}

function readable(value: unknown): string {
  try {
    return JSON.stringify(value, replacer()) ?? 'null';
  } catch (error) {
    return JSON.stringify({ unreadable: error instanceof Error ? error.message : String(error) });
  }
}
