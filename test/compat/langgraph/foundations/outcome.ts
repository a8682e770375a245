/** What a call came to, as data that can be compared across copies of the library. */

export type Outcome =
  | { readonly value: unknown }
  | { readonly threw: string; readonly name: string; readonly code: unknown; readonly message: string };

/** Objects become plain data with the name of their class; what a getter gives counts too. */
export function outcomeOf(call: () => unknown): Outcome {
  try {
    return { value: plain(call()) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { lc_error_code: code } = error as { lc_error_code?: unknown };
    return { threw: error.constructor.name, name: error.name, code, message: error.message };
  }
}

export function plain(value: unknown): unknown {
  if (typeof value === 'function') return '#function';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Set) return { set: [...value].map(plain) };
  const entries = Object.entries(value).map(([key, field]) => [key, plain(field)]);
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name: string } } | null;
  return { '#class': prototype?.constructor?.name, ...(Object.fromEntries(entries) as object) };
}
