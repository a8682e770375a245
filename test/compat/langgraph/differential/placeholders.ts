import type { Description } from './describe-value.ts';

const RANDOM =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z|\belapsed: \d+ms/g;

/** Belongs to no task: the same in every run, and in both libraries. */
const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * Replaces what differs from run to run. Ids are numbered in the order in which they first appear, so that what was equal
 * stays equal and what was not does not; of moments nothing is kept, as two of them may be the same by chance.
 */
export function withPlaceholders(description: Description): Description {
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    if (id === NIL) return '<nil>';
    if (id.startsWith('elapsed')) return 'elapsed: <time>';
    if (id.includes('T')) return '<time>';
    const known = names.get(id) ?? `<id ${names.size + 1}>`;
    names.set(id, known);
    return known;
  };
  const replace = (value: Description): Description => {
    if (typeof value === 'string') return value.replace(RANDOM, nameOf);
    if (typeof value !== 'object' || value === null) return value;
    if (isList(value)) return value.map(replace);
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [replace(key) as string, replace(field)]));
  };
  return replace(description);
}

// `Array.isArray` does not tell readonly arrays apart.
function isList(value: object): value is readonly Description[] {
  return Array.isArray(value);
}
