/** Keeps versions of a value so that a list that grows costs what was appended to it. */

/** One version. Lists are kept as the earlier version and what came after it. */
export type SharedValue = { readonly whole: unknown } | SharedList;

interface SharedList {
  readonly base: SharedList | undefined;
  readonly tail: readonly unknown[];
  /** The list itself, only with its newest version. */
  list: readonly unknown[] | undefined;
}

/** Keeps `value`, which is never changed, as the version after `earlier`. Linear in the shorter of the two lists. */
export function share(earlier: SharedValue | undefined, value: unknown): SharedValue {
  if (!Array.isArray(value)) return { whole: value };
  const list: readonly unknown[] = value;
  if (earlier === undefined || 'whole' in earlier) return { base: undefined, tail: list, list };
  const before = listOf(earlier);
  if (!beginsWith(list, before)) return { base: undefined, tail: list, list };
  earlier.list = undefined;
  return { base: earlier, tail: list.slice(before.length), list };
}

/** The value of a version. */
export function valueOf(shared: SharedValue): unknown {
  return 'whole' in shared ? shared.whole : listOf(shared);
}

function listOf(shared: SharedList): readonly unknown[] {
  if (shared.list !== undefined) return shared.list;
  const tails: (readonly unknown[])[] = [];
  for (let part: SharedList | undefined = shared; part !== undefined; part = part.base) tails.push(part.tail);
  return tails.reverse().flat();
}

function beginsWith(list: readonly unknown[], start: readonly unknown[]): boolean {
  if (list.length < start.length) return false;
  for (let place = 0; place < start.length; place++) if (!Object.is(list[place], start[place])) return false;
  return true;
}
