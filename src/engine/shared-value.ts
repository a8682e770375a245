/** Keeps versions of a value so that one that grows costs what was added to it. */
import { EMPTY } from './channel.ts';
import type { ChannelChange } from './saver.ts';
import { Unfolded } from './unfolded.ts';

/** One version: as it is, or as the one before and what was added. */
export type SharedValue = WholeValue | GrownValue;

interface WholeValue {
  readonly whole: unknown;
  /** How much may be written before the next one. */
  readonly stride: number;
}

interface GrownValue {
  readonly before: SharedValue | undefined;
  /** What was written, to be folded; or else what came after a list. */
  readonly added: readonly unknown[];
  readonly folds: boolean;
  /** How much may be written from one whole version to the next, and how much of that is left. */
  readonly stride: number;
  readonly room: number;
  /** The value itself, only with its newest version; otherwise `EMPTY`. */
  newest: unknown;
}

const SHORTEST_STRIDE = 64;

/**
 * Keeps what a channel came to hold, and is never changed, as the version after `earlier`. Linear in what was written where that is
 * told; otherwise, for a list, in the shorter of the two lists.
 */
export function share(earlier: SharedValue | undefined, { value, writes }: ChannelChange): SharedValue {
  const grown = earlier === undefined || 'whole' in earlier ? undefined : earlier;
  if (earlier !== undefined && writes !== undefined) {
    // A whole version each time as much was written as ever before: a constant for each write, to keep as to read.
    const { stride } = earlier;
    const room = (grown?.folds ? grown.room : stride) - writes.length;
    if (grown !== undefined) grown.newest = EMPTY;
    if (room < 0) return { whole: value, stride: stride * 2 };
    return { before: earlier, added: writes, folds: true, stride, room, newest: value };
  }
  if (!Array.isArray(value)) return { whole: value, stride: SHORTEST_STRIDE };
  const list = { folds: false, stride: SHORTEST_STRIDE, room: 0, newest: value };
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

function beginsWith(list: readonly unknown[], start: readonly unknown[]): boolean {
  if (list.length < start.length) return false;
  for (let place = 0; place < start.length; place++) if (!Object.is(list[place], start[place])) return false;
  return true;
}
