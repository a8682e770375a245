import type { Empty } from '../channel.ts';

/** The last of `writes`, whatever was held. */
export function last<Value>(held: Value | Empty, writes: readonly Value[]): Value | Empty {
  return writes.length === 0 ? held : (writes[writes.length - 1] as Value);
}
