import { InvalidUpdateError } from '../../base/index.ts';
import { EMPTY, type Channel } from '../channel.ts';
import { listNames } from '../describe-value.ts';

/**
 * A key that waits for every one of `names` to be written, in any order and any number of super-steps; absent until then.
 * One super-step later it waits for all of them anew.
 *
 * @param names what must be written, at least one
 * @example
 * stateGraph({ reviewed: namedBarrier(['legal', 'sales']) });
 */
export function namedBarrier<Name extends string>(
  names: readonly Name[],
): Channel<readonly Name[], Name, readonly Name[]> {
  const awaited = new Set(names);
  return {
    sharable: true,
    update(held, writes) {
      const stranger = writes.find((name) => !awaited.has(name));
      if (stranger !== undefined) throw notAwaited(stranger, awaited);
      return [...new Set([...(held === EMPTY ? [] : held), ...writes])];
    },
    read: (held) => (held.length === awaited.size ? held : EMPTY),
    fade: () => EMPTY,
  };
}

function notAwaited(name: unknown, awaited: Iterable<string>): InvalidUpdateError {
  return new InvalidUpdateError(
    'CHANNEL_WRITE_INVALID',
    `A barrier was told "${String(name)}", which it does not wait for: write one of ${listNames(awaited)}.`,
  );
}
