import { EMPTY, type Channel, type Empty } from '../channel.ts';
import { lastValue } from './last-value.ts';

/** A value that waits until nothing is left to run. */
interface Waiting<Held> {
  readonly held: Held;
  readonly finished: boolean;
}

/**
 * Makes of a kind of channel one whose value can be read only once nothing else is left to run, for one super-step.
 *
 * @param channel keeps what is held in the meantime
 */
export function afterFinish<Value, Update, Held>(
  channel: Channel<Value, Update, Held>,
): Channel<Value, Update, Waiting<Held>> {
  const waiting = (held: Held | Empty): Waiting<Held> | Empty => (held === EMPTY ? EMPTY : { held, finished: false });
  // A channel without `read` holds what nodes read.
  const read = channel.read?.bind(channel) ?? ((held) => held as unknown as Value);
  return {
    sharable: channel.sharable,
    update: (before, writes) => waiting(channel.update(before === EMPTY ? EMPTY : before.held, writes)),
    read: ({ held, finished }) => (finished ? read(held) : EMPTY),
    fade: () => EMPTY,
    finish: (before) => ({ held: before.held, finished: true }),
  };
}

/**
 * A key like `lastValue` that can be read only once nothing else is left to run.
 *
 * @example
 * stateGraph({ verdict: lastValueAfterFinish<string>() });
 */
export function lastValueAfterFinish<Value>(): Channel<Value, Value, Waiting<Value>> {
  return afterFinish(lastValue<Value>());
}
