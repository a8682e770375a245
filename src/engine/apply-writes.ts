/** Folds the writes of a super-step into the channels. Pure. */
import { InvalidUpdateError } from '../base/index.ts';
import { EMPTY } from './channel.ts';
import type { ChannelValues, Changes } from './channel-values.ts';
import { jamJoins } from './lossy-joins.ts';
import type { Plan } from './plan.ts';
import { nothingFollows } from './select-tasks.ts';
import type { EndedTask } from './task.ts';

/** What channels held before a super-step, and which of them only for that one. */
export type HeldValues = Pick<ChannelValues, 'held' | 'fading'>;

/**
 * What the channels become by a super-step: the writes of its tasks in task order, the fading of what was there for this step
 * only and, where nothing is left to run, what that means for channels that waited for it.
 *
 * @param values what the channels held before the super-step; left as it is
 * @param tasks  the tasks of the super-step, all of them ended
 * @returns the channels that changed, with what they hold now
 * @throws InvalidUpdateError `INVALID_CONCURRENT_GRAPH_UPDATE` if a channel that takes one write got more
 */
export function applyWrites(plan: Plan, values: HeldValues, tasks: readonly EndedTask[]): Changes {
  const only = tasks.length === 1 ? tasks[0]?.changes : undefined;
  const changes = only ?? foldWrites(plan, values, tasks);
  const jammed = plan.lossyJoins ? jamJoins(plan, changes, tasks) : changes;
  return plan.finishing.length > 0 && nothingFollows(plan, tasks, jammed)
    ? finishChannels(plan, values, jammed)
    : jammed;
}

/** The part of {@link applyWrites} that depends on the writes alone; also asked for a single task, ahead of time. */
export function foldWrites(plan: Plan, values: HeldValues, tasks: readonly EndedTask[]): Changes {
  const changes = new Map<number, unknown>();
  const only = tasks.length === 1 ? tasks[0]?.writes : undefined;
  // Most super-steps are one task with one write: nothing to gather.
  const first = only?.[0];
  if (first !== undefined && only?.length === 1) update(plan, values, changes, [first.slot, [first.value]]);
  else for (const written of gatherWrites(plan, tasks)) update(plan, values, changes, written);
  return values.fading.size === 0 ? changes : fadeRest(plan, values, changes);
}

function update(
  plan: Plan,
  { held, fading }: HeldValues,
  changes: Map<number, unknown>,
  [slot, writes]: readonly [slot: number, writes: readonly unknown[]],
): void {
  const channel = plan.channels[slot]?.channel;
  const before = fading.has(slot) ? channel?.fade?.(held[slot]) : held[slot];
  const after = channel?.update(before, writes);
  if (after !== held[slot] || !channel?.tellsChange) changes.set(slot, after);
}

/** What was there for this super-step only, and was not written again. */
function fadeRest(plan: Plan, { held, fading }: HeldValues, changes: Map<number, unknown>): Changes {
  for (const slot of fading) {
    if (changes.has(slot)) continue;
    const left = plan.channels[slot]?.channel.fade?.(held[slot]);
    // What does not fade has not changed.
    if (left !== held[slot]) changes.set(slot, left);
  }
  return changes;
}

/**
 * What the tasks of a super-step wrote, by slot.
 *
 * @throws InvalidUpdateError as {@link applyWrites}
 */
export function gatherWrites(plan: Plan, tasks: readonly EndedTask[]): Map<number, unknown[]> {
  const gathered = new Map<number, unknown[]>();
  for (const task of tasks) {
    for (const { slot, value } of task.writes) {
      const earlier = gathered.get(slot);
      if (earlier === undefined) gathered.set(slot, [value]);
      else if (plan.channels[slot]?.channel.sharable) earlier.push(value);
      else throw concurrentWrites(plan, slot, tasks);
    }
  }
  return gathered;
}

/** Nothing is left to run. */
function finishChannels(plan: Plan, values: HeldValues, changes: Changes): Changes {
  const finished = new Map(changes);
  for (const slot of plan.finishing) {
    const held = changes.has(slot) ? changes.get(slot) : values.held[slot];
    const after = held === EMPTY ? held : plan.channels[slot]?.channel.finish?.(held);
    if (after !== held) finished.set(slot, after);
  }
  return finished;
}

function concurrentWrites(plan: Plan, slot: number, tasks: readonly EndedTask[]): InvalidUpdateError {
  const writers = tasks
    .filter((task) => task.writes.some((write) => write.slot === slot))
    .map((task) => `"${task.node}"`);
  return new InvalidUpdateError(
    'INVALID_CONCURRENT_GRAPH_UPDATE',
    `Nodes ${writers.join(' and ')} wrote channel "${plan.channels[slot]?.name}" in one super-step: make it a reducer, or let one write it.`,
  );
}
