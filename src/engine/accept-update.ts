/** Turns what a node returned into writes, or refuses it. */
import { InvalidUpdateError } from '../base/index.ts';
import { describeValue, listNames } from './describe-value.ts';
import type { Plan } from './plan.ts';
import type { Task, Write } from './task.ts';

const NO_WRITES: readonly Write[] = [];

/**
 * The writes of a task.
 *
 * @param update what the node returned; `null` and `undefined` write nothing
 * @throws InvalidUpdateError if it is not an object, or names a channel that the graph does not have
 */
export function acceptUpdate(plan: Plan, task: Task, update: unknown): readonly Write[] {
  if (update === undefined || update === null) return NO_WRITES;
  if (typeof update !== 'object' || Array.isArray(update)) {
    throw new InvalidUpdateError(
      'INVALID_GRAPH_NODE_RETURN_VALUE',
      `Node "${task.node}" returned ${describeValue(update)}: return an object with a value for each channel to write, or nothing.`,
    );
  }
  const writes: Write[] = [];
  for (const [name, value] of Object.entries(update)) {
    const slot = plan.slots.get(name);
    if (slot === undefined) throw unknownChannel(plan, task, name);
    writes.push({ slot, value });
  }
  return writes;
}

function unknownChannel(plan: Plan, task: Task, name: string): InvalidUpdateError {
  const writer = task.planNode === plan.start ? 'The input' : `Node "${task.node}"`;
  return new InvalidUpdateError(
    'UNKNOWN_CHANNEL',
    `${writer} wrote "${name}", which is not a channel of the graph: declare it, or write one of ${listNames(plan.slots.keys())}.`,
  );
}
