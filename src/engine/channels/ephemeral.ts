import { EMPTY, type Channel } from '../channel.ts';
import { last } from './last.ts';

/**
 * A key whose value lives for one super-step: nodes of the next step see it, those after do not.
 * Two writes in one super-step are refused.
 *
 * @example
 * stateGraph({ hint: ephemeral<string>() });
 */
export function ephemeral<Value>(): Channel<Value> {
  return { sharable: false, update: last, fade: () => EMPTY };
}
