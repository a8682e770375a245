/** Rules of channels that wait for names. What is held is never changed, so that the engine may go back to it. */
import { EMPTY } from '../../../../src/engine/index.ts';
import { onlyWaitForNames, type DynamicBarrierValue } from '../dynamic-barrier-value.ts';
import { collectNames, sameSets, type NamedBarrierValue } from '../named-barrier-value.ts';
import type { NamedBarrierValueAfterFinish } from '../named-barrier-value-after-finish.ts';
import type { ChannelRule } from './rule.ts';

type Names = ReadonlySet<unknown>;

const NONE: Names = new Set();

/** The names seen after `writes`; `seen` itself where none of them is new. */
function collect(names: Names, seen: Names, writes: readonly unknown[]): Names {
  const grown = new Set(seen);
  return collectNames({ names, seen: grown }, writes) ? grown : seen;
}

export function namedBarrierRule({ names }: NamedBarrierValue<unknown>): ChannelRule {
  return {
    sharable: true,
    fadesByUse: true,
    tellsChange: true,
    update: (held, writes) => collect(names, held === EMPTY ? NONE : (held as Names), writes),
    read: (held) => (sameSets(names, held as Names) ? undefined : EMPTY),
    fade: () => EMPTY,
    save: (held) => (held === EMPTY ? [] : [...(held as Names)]),
    load: (saved) => (saved === undefined ? EMPTY : new Set(saved as unknown[])),
  };
}

interface Finishing {
  readonly seen: Names;
  readonly finished: boolean;
}

const NOTHING_SEEN: Finishing = { seen: NONE, finished: false };

export function namedBarrierAfterFinishRule({ names }: NamedBarrierValueAfterFinish<unknown>): ChannelRule {
  return {
    sharable: true,
    fadesByUse: true,
    tellsChange: true,
    update(held, writes) {
      const before = held === EMPTY ? NOTHING_SEEN : (held as Finishing);
      const seen = collect(names, before.seen, writes);
      return seen === before.seen ? held : { seen, finished: before.finished };
    },
    read: (held) => {
      const { seen, finished } = held as Finishing;
      return finished && sameSets(names, seen) ? undefined : EMPTY;
    },
    fade: () => EMPTY,
    finish: (held) => {
      const { seen, finished } = held as Finishing;
      return finished || !sameSets(names, seen) ? held : { seen, finished: true };
    },
    save: (held) => {
      const { seen, finished } = held === EMPTY ? NOTHING_SEEN : (held as Finishing);
      return [[...seen], finished];
    },
    load: (saved) => {
      if (saved === undefined) return EMPTY;
      const [seen, finished] = saved as [unknown[], boolean];
      return { seen: new Set(seen), finished };
    },
  };
}

interface Dynamic {
  readonly names: Names | undefined;
  readonly seen: Names;
}

const UNTOLD: Dynamic = { names: undefined, seen: NONE };

export function dynamicBarrierRule(_channel: DynamicBarrierValue<unknown>): ChannelRule {
  return {
    sharable: true,
    fadesByUse: true,
    tellsChange: true,
    update(held, writes) {
      const { names, seen } = held === EMPTY ? UNTOLD : (held as Dynamic);
      const told = onlyWaitForNames(writes);
      if (told !== undefined) return { names: new Set(told.__names), seen };
      if (names === undefined) return held;
      const known = collect(
        names,
        seen,
        writes.filter((name) => names.has(name)),
      );
      return known === seen ? held : { names, seen: known };
    },
    read: (held) => (sameSets((held as Dynamic).names, (held as Dynamic).seen) ? undefined : EMPTY),
    fade: () => EMPTY,
    save: (held) => {
      const { names, seen } = held === EMPTY ? UNTOLD : (held as Dynamic);
      return [names && [...names], [...seen]];
    },
    load: (saved) => {
      if (saved === undefined) return EMPTY;
      const [names, seen] = saved as [unknown[] | undefined, unknown[]];
      return { names: new Set(names), seen: new Set(seen) };
    },
  };
}
