/** Words for error messages. */

/** More names than this make a message harder to read, not easier. */
const NAMES_SHOWN = 12;

/** A value without its contents: `null`, `an array`, `a string`, `an empty string`, `a Map`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const { constructor } = value;
  return typeof constructor === 'function' && constructor !== Object ? `a ${constructor.name}` : 'an object';
}

/** Names one after the other: `"a", "b", "c"`. */
export function listNames(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, NAMES_SHOWN).map((name) => `"${name}"`);
  if (all.length > NAMES_SHOWN) shown.push(`${all.length - NAMES_SHOWN} more`);
  return shown.length === 0 ? '(none)' : shown.join(', ');
}
