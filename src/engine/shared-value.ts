/** Keeps versions of a value so that one that grows costs what was added to it. */
import { EMPTY } from './channel.ts';
import type { ChannelChange } from './saver.ts';
import { Unfolded } from './unfolded.ts';

/** One version: as it is, as an earlier one and what was written, or as an earlier list and what came after it. */
export type SharedValue = SharedWhole | SharedWrites | SharedList;

interface SharedWhole {
  readonly whole: unknown;
}

interface SharedWrites {
  readonly before: SharedValue;
  readonly writes: readonly unknown[];
  /** How much may still be written before a version is kept whole. */
  readonly room: number;
  /** The value itself, only with its newest version; otherwise `EMPTY`. */
  newest: unknown;
}

interface SharedList {
  readonly base: SharedList | undefined;
  readonly tail: readonly unknown[];
  /** The list itself, only with its newest version. */
  list: readonly unknown[] | undefined;
}

/** Fewest writes from one whole version to the next. */
const LEAST_ROOM = 64;

/**
 * Keeps what a channel came to hold, and is never changed, as the version after `earlier`. Linear in what was written where that is
 * told; otherwise, for a list, in the shorter of the two lists.
 */
export function share(earlier: SharedValue | undefined, { value, writes }: ChannelChange): SharedValue {
  if (earlier !== undefined && writes !== undefined) return shareWrites(earlier, value, writes);
  if (!Array.isArray(value)) return { whole: value };
  const list: readonly unknown[] = value;
  if (earlier === undefined || !('tail' in earlier)) return { base: undefined, tail: list, list };
  const before = listOf(earlier);
  if (!beginsWith(list, before)) return { base: undefined, tail: list, list };
  earlier.list = undefined;
  return { base: earlier, tail: list.slice(before.length), list };
}

/** The value of a version, or what it can be made of. */
export function valueOf(shared: SharedValue): unknown {
  if ('whole' in shared) return shared.whole;
  if ('tail' in shared) return listOf(shared);
  if (shared.newest !== EMPTY) return shared.newest;
  const writes: (readonly unknown[])[] = [];
  let part: SharedValue = shared;
  for (; 'writes' in part; part = part.before) writes.push(part.writes);
  return new Unfolded(valueOf(part), writes.reverse().flat());
}

/** A whole version is kept each time the value may have doubled: a constant for each write, to keep as to read. */
function shareWrites(earlier: SharedValue, value: unknown, writes: readonly unknown[]): SharedValue {
  const follows = 'writes' in earlier;
  const room = (follows ? earlier.room : Math.max(LEAST_ROOM, sizeOf(value))) - writes.length;
  if (follows) earlier.newest = EMPTY;
  return room < 0 ? { whole: value } : { before: earlier, writes, room, newest: value };
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return value instanceof Map || value instanceof Set ? value.size : Object.keys(value).length;
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
