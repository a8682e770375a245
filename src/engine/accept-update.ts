/** Turns what a node returned into writes and destinations, or refuses it. */
import { InvalidUpdateError } from '../base/index.ts';
import { isCommand, type Command } from './command.ts';
import { describeValue, listNames } from './describe-value.ts';
import { goTo, type Itinerary } from './destinations.ts';
import type { Plan } from './plan.ts';
import { deliverToParent } from './parent-command.ts';
import { badRoute } from './route-task.ts';
import { TaskWrites, type Task, type Write } from './task.ts';

const NO_WRITES: readonly Write[] = [];

/**
 * Fills the task's `update` and `writes` and, where a command says so, `chosen` and `errands`.
 *
 * @param returned an update, a command, an array of both, or nothing: `null` and `undefined`
 * @throws InvalidUpdateError if it is something else, an array without a command included, names a channel that the graph does not have, or goes to no node
 */
export function acceptResult(plan: Plan, task: Task, returned: unknown): void {
  if (returned instanceof TaskWrites) {
    task.writes = returned.writes;
    task.errands = returned.errands;
    return;
  }
  const parts = isCommand(returned) ? [returned] : returned;
  if (Array.isArray(parts) && parts.some(isCommand)) {
    deliverToParent(task.node, parts);
    obey(plan, task, parts);
  } else {
    task.writes = acceptUpdate(plan, task, returned);
    task.update = returned;
  }
  const { signals } = task.planNode;
  if (signals.length > 0) task.writes = [...task.writes, ...signals];
}

/** Several updates make the writes of one after the other; each of them is told. */
function obey(plan: Plan, task: Task, parts: readonly unknown[]): void {
  const writes: Write[] = [];
  const updates: unknown[] = [];
  const itinerary: Itinerary = { chosen: [], errands: [], signals: [] };
  for (const part of parts) {
    const update = isCommand(part) ? part.update : part;
    if (isCommand(part)) follow(plan, task, part, itinerary);
    if (update === undefined || update === null) continue;
    writes.push(...acceptUpdate(plan, task, update));
    updates.push(update);
  }
  task.chosen = itinerary.chosen;
  task.errands = itinerary.errands;
  task.writes = [...writes, ...itinerary.signals];
  task.update = updates.length > 1 ? updates : updates[0];
}

function follow(plan: Plan, task: Task, { goto }: Command, itinerary: Itinerary): void {
  const astray = goTo(plan, itinerary, goto, task.planNode.ends);
  if (astray !== undefined) throw badRoute(`A command of node "${task.node}" goes to`, astray);
}

function acceptUpdate(plan: Plan, task: Task, update: unknown): readonly Write[] {
  if (update === undefined || update === null) return NO_WRITES;
  if (typeof update !== 'object' || Array.isArray(update) || isForeign(update)) {
    throw new InvalidUpdateError(
      'INVALID_GRAPH_NODE_RETURN_VALUE',
      `Node "${task.node}" returned ${describeValue(update)}: return an object of values for channels, a command, an array of these, or nothing.`,
    );
  }
  const keys = task.planNode === plan.start ? plan.inputs : plan.keys;
  const writes: Write[] = [];
  for (const name of Object.keys(update)) {
    const slot = keys.get(name);
    if (slot === undefined) throw unknownChannel(plan, task, name);
    writes.push({ slot, value: (update as Readonly<Record<string, unknown>>)[name] });
  }
  return writes;
}

function unknownChannel(plan: Plan, task: Task, name: string): InvalidUpdateError {
  const isInput = task.planNode === plan.start;
  const why =
    isInput && plan.keys.has(name) ? 'which the graph keeps to itself' : 'which is not a channel of the graph';
  return new InvalidUpdateError(
    'UNKNOWN_CHANNEL',
    `${isInput ? 'The input' : `Node "${task.node}"`} wrote "${name}", ${why}: declare it, or write one of ${listNames((isInput ? plan.inputs : plan.keys).keys())}.`,
  );
}

/** A map, a date, an error: an object whose content is not in its keys, so that nothing of it would be written. */
function isForeign(update: object): boolean {
  if (Object.keys(update).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(update);
  return prototype !== Object.prototype && prototype !== null;
}
