import { EMPTY, type Channel } from '../channel.ts';
import { last } from './last.ts';

/**
 * A key that any number of tasks may write: the last of them in task order counts. Like `ephemeral`, it lives for one super-step.
 *
 * @example
 * stateGraph({ status: anyValue<string>() });
 */
export function anyValue<Value>(): Channel<Value> {
  return { sharable: true, update: last, fade: () => EMPTY };
}
