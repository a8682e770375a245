/** Keeps versions of a value so that one that grows costs what was added to it. */
import { EMPTY } from './channel.ts';
import type { ChannelChange } from './saver.ts';
import { Unfolded } from './unfolded.ts';

/** One version: as it is, or as the one before and what was added. */
export type SharedValue = { readonly whole: unknown } | GrownValue;

interface GrownValue {
  readonly before: SharedValue | undefined;
  /** What was written, to be folded; or else what came after a list. */
  readonly added: readonly unknown[];
  readonly folds: boolean;
  /** How much may still be written before a version is kept whole. */
  readonly room: number;
  /** The value itself, only with its newest version; otherwise `EMPTY`. */
  newest: unknown;
}

/** Fewest writes from one whole version to the next. */
const LEAST_ROOM = 64;

/**
 * Keeps what a channel came to hold, and is never changed, as the version after `earlier`. Linear in what was written where that is
 * told; otherwise, for a list, in the shorter of the two lists.
 */
export function share(earlier: SharedValue | undefined, { value, writes }: ChannelChange): SharedValue {
  const grown = earlier === undefined || 'whole' in earlier ? undefined : earlier;
  if (earlier !== undefined && writes !== undefined) {
    // A whole version each time the value may have doubled: a constant for each write, to keep as to read.
    const room = (grown?.folds ? grown.room : Math.max(LEAST_ROOM, sizeOf(value))) - writes.length;
    if (grown !== undefined) grown.newest = EMPTY;
    return room < 0 ? { whole: value } : { before: earlier, added: writes, folds: true, room, newest: value };
  }
  if (!Array.isArray(value)) return { whole: value };
  const list = { folds: false, room: 0, newest: value };
  if (grown === undefined || grown.folds) return { before: undefined, added: value, ...list };
  const before = valueOf(grown) as readonly unknown[];
  if (!beginsWith(value, before)) return { before: undefined, added: value, ...list };
  grown.newest = EMPTY;
  return { before: grown, added: value.slice(before.length), ...list };
}

/** The value of a version, or what it can be made of. */
export function valueOf(shared: SharedValue): unknown {
  if ('whole' in shared) return shared.whole;
  if (shared.newest !== EMPTY) return shared.newest;
  const { folds } = shared;
  const added: (readonly unknown[])[] = [];
  let part: SharedValue | undefined = shared;
  for (; part !== undefined && !('whole' in part) && part.folds === folds; part = part.before) added.push(part.added);
  const all = added.reverse().flat();
  return part === undefined ? all : new Unfolded(valueOf(part), all);
}

function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) return value.length;
  return value instanceof Map || value instanceof Set ? value.size : Object.keys(value).length;
}

function beginsWith(list: readonly unknown[], start: readonly unknown[]): boolean {
  if (list.length < start.length) return false;
  for (let place = 0; place < start.length; place++) if (!Object.is(list[place], start[place])) return false;
  return true;
}
