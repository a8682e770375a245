import { EMPTY, type Channel } from '../channel.ts';

export interface TopicOptions {
  /** Whether to drop what was written before, in this super-step or an earlier one. Compared as `Set` does. Default `false`. */
  readonly unique?: boolean;
  /** Whether to keep what earlier super-steps wrote; without it nodes see only what the last one did. Default `false`. */
  readonly accumulate?: boolean;
}

/** `seen` is apart from `items` where they differ: items of a `unique` topic that are gone again still count as seen. */
interface HeldTopic<Item> {
  readonly items: readonly Item[];
  readonly seen: readonly Item[];
}

/**
 * A key that gathers items: each write is an item or an array of them. Absent while there are none.
 *
 * @example
 * stateGraph({ findings: topic<string>({ accumulate: true, unique: true }) });
 */
export function topic<Item>(
  options: TopicOptions = {},
): Channel<readonly Item[], Item | readonly Item[], HeldTopic<Item>> {
  const { unique = false, accumulate = false } = options;
  return {
    sharable: true,
    update(held, writes) {
      const { items, seen } = held === EMPTY ? NOTHING : held;
      const written = writes.flat() as Item[];
      if (!unique) return { items: [...items, ...written], seen };
      const known = new Set(seen);
      const fresh = written.filter((item) => known.size < known.add(item).size);
      return { items: [...items, ...fresh], seen: [...known] };
    },
    read: ({ items }) => (items.length === 0 ? EMPTY : items),
    ...(!accumulate && { fade: ({ seen }) => ({ items: [], seen }) }),
  };
}

const NOTHING: HeldTopic<never> = { items: [], seen: [] };
