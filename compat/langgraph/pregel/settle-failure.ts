/** What a task comes to that failed. */
import { PauseSignal, startTask, type TaskWrites } from '../../../src/engine/internal.ts';
import { ERROR, ERROR_SOURCE_NODE } from '../constants.ts';
import { isGraphBubbleUp } from '../errors/index.ts';
import { describeError } from './describe-error.ts';
import { addHandler } from './error-handler.ts';
import type { TaskFrame } from './task-frame.ts';

/**
 * Has the task's error handler take over, or else the run end with this super-step: the tasks under way are told to stop, and waited
 * for. What is no failure lets them come to their own ends first.
 *
 * @returns what the task has written where it has a handler
 * @throws PauseSignal where it has none: nothing follows from the super-step
 */
export async function settleFailure(frame: TaskFrame, error: unknown): Promise<TaskWrites> {
  const { run } = frame;
  const { failures, listener } = run;
  // Nobody waits for it any more.
  if (run.engineRun.stop.stopped) throw error;
  if (isGraphBubbleUp(error)) {
    if (frame.writes.length > 0) listener?.keeps(frame);
    failures.addBubble(error);
    throw without(frame);
  }
  signWith(error, frame.id);
  const handler = failures.stopping ? undefined : addHandler(frame, error);
  if (handler !== undefined) listener?.begins(handler);
  const wrote = frame.writes.length > 0;
  frame.writes.push([ERROR, describeError(error)]);
  if (handler !== undefined) frame.writes.push([ERROR_SOURCE_NODE, frame.name]);
  listener?.keeps(frame);
  listener?.fails(frame, wrote);
  frame.failed = true;
  if (handler !== undefined) {
    startTask(run.engineRun, handler.task);
    return frame.result();
  }
  await failures.add(error, run.engineRun.stop);
  throw without(frame);
}

/** The task has no end that the engine could go on from. */
export function without({ task, name }: TaskFrame): PauseSignal {
  task.paused = true;
  return new PauseSignal(name);
}

/** Servers look there for the task that an error comes from. */
function signWith(error: unknown, pregelTaskId: string): void {
  if (typeof error === 'object' && error !== null && Object.isExtensible(error)) Object.assign(error, { pregelTaskId });
}
