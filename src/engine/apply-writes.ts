/** Folds the writes of a super-step into the channels. Pure. */
import { InvalidUpdateError } from '../base/index.ts';
import type { Changes } from './channel-values.ts';
import type { Plan } from './plan.ts';
import type { Task } from './task.ts';

/**
 * What the channels become by the writes of `tasks`, in task order.
 *
 * @param held what the channels held before the super-step; left as it is
 * @returns the channels that were written, with their new values
 * @throws InvalidUpdateError `INVALID_CONCURRENT_GRAPH_UPDATE` if a channel that takes one write got more
 */
export function applyWrites(plan: Plan, held: readonly unknown[], tasks: readonly Task[]): Changes {
  const only = tasks.length === 1 ? tasks[0]?.changes : undefined;
  if (only !== undefined) return only;

  const gathered = new Map<number, unknown[]>();
  for (const task of tasks) {
    for (const { slot, value } of task.writes) {
      const earlier = gathered.get(slot);
      if (earlier === undefined) gathered.set(slot, [value]);
      else if (plan.channels[slot]?.channel.sharable) earlier.push(value);
      else throw concurrentWrites(plan, slot, tasks);
    }
  }
  const changes: Map<number, unknown> = gathered;
  for (const [slot, writes] of gathered) changes.set(slot, plan.channels[slot]?.channel.update(held[slot], writes));
  return changes;
}

function concurrentWrites(plan: Plan, slot: number, tasks: readonly Task[]): InvalidUpdateError {
  const writers = tasks
    .filter((task) => task.writes.some((write) => write.slot === slot))
    .map((task) => `"${task.node}"`);
  return new InvalidUpdateError(
    'INVALID_CONCURRENT_GRAPH_UPDATE',
    `Nodes ${writers.join(' and ')} wrote channel "${plan.channels[slot]?.name}" in one super-step, and it takes a single write: ` +
      'make it a reducer, or let one of them write it.',
  );
}
