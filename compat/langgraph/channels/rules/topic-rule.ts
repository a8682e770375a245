import { EMPTY } from '../../../../src/engine/index.ts';
import { addUnseen, readTopic, type Topic } from '../topic.ts';
import type { ChannelRule } from './rule.ts';

/** `seen` only of a `unique` topic. */
interface HeldTopic {
  readonly values: readonly unknown[];
  readonly seen: ReadonlySet<unknown>;
}

const NOTHING: HeldTopic = { values: [], seen: new Set() };

export function topicRule({ unique, accumulate }: Topic<unknown>): ChannelRule {
  return {
    sharable: true,
    tellsChange: true,
    update(held, writes) {
      const { values, seen } = held === EMPTY ? NOTHING : (held as HeldTopic);
      const written = writes.flat();
      if (!unique) return written.length === 0 ? held : { values: [...values, ...written], seen };
      const known = new Set(seen);
      const fresh = addUnseen(known, written);
      return fresh.length === 0 ? held : { values: [...values, ...fresh], seen: known };
    },
    read: (held) => ((held as HeldTopic).values.length === 0 ? EMPTY : (held as HeldTopic).values),
    ...(!accumulate && { fade: (held: unknown) => ({ values: [], seen: (held as HeldTopic).seen }) }),
    save: (held) => {
      const { values, seen } = held === EMPTY ? NOTHING : (held as HeldTopic);
      return unique ? [[...seen], [...values]] : [...values];
    },
    load: (saved) => {
      if (saved === undefined) return EMPTY;
      const { values, seen } = readTopic(saved as unknown[], unique);
      return { values, seen: new Set(seen) };
    },
  };
}
