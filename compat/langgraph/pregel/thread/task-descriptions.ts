/** What callers are told of the tasks that a checkpoint left to run. Pure. */
import { ERROR, INTERRUPT, RETURN } from '../../reserved-names.ts';
import type { Interrupt } from '../../interrupts.ts';
import { resultOf } from '../channel-output.ts';
import type { PregelTaskDescription } from '../pregel-options.ts';
import type { TaskPath } from '../task-frame.ts';
import type { PendingWrite } from './thread-point.ts';

export interface PlannedTask {
  readonly id: string;
  readonly name: string;
  readonly path: TaskPath;
}

/** @param states where graphs within the tasks stand, or how to ask, by the id of the task */
export function describeTasks(
  tasks: readonly PlannedTask[],
  pending: readonly PendingWrite[],
  states: ReadonlyMap<string, PregelTaskDescription['state']>,
  keys: string | readonly string[],
): PregelTaskDescription[] {
  return tasks.map((task) => {
    const { id, name } = task;
    const path = task.path as unknown as PregelTaskDescription['path'];
    const own = pending.filter(([taskId]) => taskId === id);
    const error = own.find(([, channel]) => channel === ERROR)?.[2];
    const interrupts = own.filter(([, channel]) => channel === INTERRUPT).map(([, , value]) => value as Interrupt);
    const result = error || interrupts.length > 0 ? undefined : outcome(own, keys);
    if (error) return { id, name, path, error, interrupts, result };
    const state = states.get(id);
    return { id, name, path, interrupts, ...(state !== undefined && { state }), result };
  });
}

function outcome(own: readonly PendingWrite[], keys: string | readonly string[]): unknown {
  const returned = own.find(([, channel]) => channel === RETURN);
  if (returned !== undefined) return returned[2];
  if (typeof keys === 'string') return own.find(([, channel]) => channel === keys)?.[2];
  const written = own.filter(([, channel]) => keys.includes(channel));
  return written.length === 0
    ? undefined
    : resultOf(
        written.map(([, channel, value]) => [channel, value]),
        keys,
      );
}
