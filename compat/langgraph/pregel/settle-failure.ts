/** What a task comes to that failed. */
import { PauseSignal, nextTurn, startTask, type TaskWrites } from '../../../src/engine/internal.ts';
import { ERROR, ERROR_SOURCE_NODE } from '../reserved-names.ts';
import { isGraphBubbleUp, isGraphDrained } from '../errors/index.ts';
import { turns } from './turns.ts';
import { describeError } from './describe-error.ts';
import { handlerOf, joinStep } from './error-handler.ts';
import type { PregelRun } from './pregel-run.ts';
import type { ChannelValue, TaskFrame } from './task-frame.ts';

/**
 * Has the task's error handler take over, or else stops the run. What is no failure lets the tasks beside it come to their own ends
 * first.
 *
 * @returns what the task has written where it has a handler
 * @throws PauseSignal for what is no failure: nothing follows from the super-step; else the error
 */
export async function settleFailure(frame: TaskFrame, error: unknown): Promise<TaskWrites> {
  const { run } = frame;
  const { failures, listener } = run;
  // Nobody waits for it any more.
  if (run.engineRun.stop.stopped) throw error;
  if (isGraphBubbleUp(error)) {
    const drained = isGraphDrained(error);
    if (!drained || frame.writes.length > 0) note(frame, frame.writes.length > 0 ? [] : [described(error)]);
    // There is nothing around the outermost graph that a command could be for.
    if (!drained && !run.nested) return frame.result();
    failures.addBubble(error);
    throw without(frame);
  }
  signWith(error, frame.id);
  const handler = handlerOf(frame, error);
  if (handler !== undefined) listener?.begins(handler);
  note(frame, handler === undefined ? [described(error)] : [described(error), [ERROR_SOURCE_NODE, frame.name]]);
  if (handler !== undefined) {
    // Those beside the task go first, as far as they can without waiting.
    await turns(LEAD);
    if (run.engineRun.stop.stopped) throw error;
    startTask(run.engineRun, handler.task);
    joinStep(handler);
    return frame.result();
  }
  failures.add(error);
  // The first of several that fail at once does not keep the others from it.
  await turns(TOGETHER);
  await othersBegun(run);
  endStep(run);
  throw error;
}

/** All tasks of a super-step start, whichever fails; the engine may have given way to the event loop between two of them. */
async function othersBegun({ tasks, engineRun: { stop, maxConcurrency } }: PregelRun): Promise<void> {
  if (maxConcurrency !== Infinity) return;
  while (!stop.stopped && tasks.some(({ phase }) => phase === 'selected')) await new Promise<void>(nextTurn);
}

/** A task has failed for good: those beside it are given up at once. */
function endStep(run: PregelRun): void {
  const { stop } = run.engineRun;
  if (stop.stopped) return;
  const aborted = new DOMException('This operation was aborted', 'AbortError');
  for (const task of run.tasks) {
    const frame = run.frameOf(task);
    if (task.phase !== 'running' || frame.failed) continue;
    frame.clear();
    note(frame, [described(aborted)]);
  }
  stop.stop(run.failures.error(run.step), aborted);
}

/** Microtasks between a failure and its handler. */
const LEAD = 6;
/** Microtasks within which failures count as one. */
const TOGETHER = 6;

const described = (error: unknown): ChannelValue => [ERROR, describeError(error)];

/** Keeps and tells how a task has ended, before the engine has it that it ended at all. */
function note(frame: TaskFrame, failure: readonly ChannelValue[]): void {
  const { listener } = frame.run;
  const wrote = frame.writes.length > 0;
  frame.writes.push(...failure);
  listener?.keeps(frame);
  listener?.fails(frame, wrote);
  frame.failed = true;
}

/** The task has no end that the engine could go on from. */
function without({ task, name }: TaskFrame): PauseSignal {
  task.paused = true;
  return new PauseSignal(name);
}

/** Servers look there for the task that an error comes from. */
function signWith(error: unknown, pregelTaskId: string): void {
  if (typeof error === 'object' && error !== null && Object.isExtensible(error)) Object.assign(error, { pregelTaskId });
}
