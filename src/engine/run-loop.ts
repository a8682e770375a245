/** Repeats super-steps until no task is left, the limit is reached or the run is stopped or paused. */
import { GraphDrainedError, GraphRecursionError } from '../base/index.ts';
import { applyWrites } from './apply-writes.ts';
import { nextTurn, turnIsOver } from './event-loop.ts';
import { startTask, takeResult } from './execute-task.ts';
import type { StepEnd } from './run-ports.ts';
import type { Run } from './run.ts';
import { selectTasks } from './select-tasks.ts';
import { Task } from './task.ts';

/**
 * Runs a graph as {@link runLoop} does, and has all of it stored before it resolves or rejects.
 *
 * @throws what the loop and the saver threw; an AggregateError of both where both did
 */
export async function runToEnd(run: Run): Promise<void> {
  const { journal, stop } = run;
  try {
    stop.throwIfStopped();
    await runLoop(run);
  } catch (thrown) {
    stop.stop(thrown);
    const failure = journal && (await journal.close());
    if (failure === undefined || failure === thrown) throw thrown;
    const message = 'The run failed, and storing it too: see errors.';
    throw new AggregateError([thrown, failure], message, { cause: thrown });
  }
  const failure = journal && (await journal.close());
  if (failure !== undefined) throw failure;
}

/**
 * Runs a graph from its input, or from a checkpoint, to its end or to a pause, which `run.pausedBy` then tells.
 *
 * @throws what a node threw, unchanged; an `AbortError`; InvalidUpdateError; GraphRecursionError; GraphDrainedError; SaverError; ThreadConflictError
 */
async function runLoop(run: Run): Promise<void> {
  let tasks = run.restored ?? (await takeInput(run));
  while (tasks.length > 0 && run.pausedBy === undefined) {
    checkGoesOn(run);
    run.hooks?.superstepStart(run, tasks);
    run.sink?.stepStart(run, tasks);
    try {
      // The only effects. Synchronous tasks are done when this loop is; nothing is awaited for them.
      for (const [place, task] of tasks.entries()) {
        if (task.phase === 'selected') startTask(run, task);
        if (run.open >= run.maxConcurrency) await openTasks(run, run.maxConcurrency - 1);
        if (givesWay(place + 1, tasks.length)) await run.stop.until(nextTurn);
        if (run.stop.stopped) break;
      }
      if (run.open > 0) await openTasks(run, 0);
      run.stop.throwIfStopped();
      tasks = advance(run, tasks);
    } finally {
      run.hooks?.superstepEnd();
    }
    if (run.journal !== undefined) await checkpointStored(run);
    if (run.sink !== undefined) await run.sink.pace(run.stop);
  }
}

/** A few tasks of a super-step start, and may end, in the same turn. */
function givesWay(started: number, of: number): boolean {
  return started % Math.min(of, 8) === 0 && turnIsOver();
}

/** @throws what the run was stopped with; GraphDrainedError; GraphRecursionError */
function checkGoesOn({ stop, drain, step, firstStep, stepLimit }: Run): void {
  stop.throwIfStopped();
  if (drain?.aborted) throw new GraphDrainedError(drain.reason);
  if (step - firstStep > stepLimit) throw new GraphRecursionError(stepLimit, 'stepLimit');
}

/** Writes the input and follows the edges from START. */
async function takeInput(run: Run): Promise<readonly Task[]> {
  const input = new Task(run, run.plan.start, run.input, true);
  takeResult(run, input, run.input);
  if (run.open > 0) await openTasks(run, 0);
  run.stop.throwIfStopped();
  const tasks = advance(run, [input]);
  if (run.journal !== undefined) await checkpointStored(run);
  return tasks;
}

/** Ends a super-step: applies what its tasks wrote and selects those that follow. One with a task that waits does not end. */
function advance(run: Run, tasks: readonly Task[]): readonly Task[] {
  if (run.waiting > 0) {
    // A subgraph that was left neither is complete nor asks.
    if (tasks.some(({ complete, paused, interrupts }) => !complete && !paused && interrupts.length === 0))
      throw new GraphDrainedError(run.drain?.reason);
    run.pausedBy = tasks.flatMap((task) => task.interrupts);
    return tasks;
  }
  const ended = run.plan.order?.write(tasks) ?? tasks;
  const changes = applyWrites(run.plan, run.values, ended);
  run.values.adopt(changes);
  run.step++;
  const next = selectTasks(run, ended, changes);
  if (run.journal !== undefined || run.sink !== undefined) {
    const source = ended[0]?.planNode === run.plan.start ? 'input' : 'loop';
    const step: StepEnd = { source, ended, changes, next };
    run.journal?.commit(run, step);
    run.sink?.stepEnd(run, step);
  }
  if (run.breakpoints?.between(ended, next)) run.pausedBy = [];
  return next;
}

/** As far as the run's durability asks for it. */
function checkpointStored(run: Run): Promise<void> | undefined {
  const storing = run.journal?.storing;
  return storing && run.stop.until((wake) => void storing.then(wake));
}

/** Resolves once no more than `limit` tasks are open, or the run is stopped. */
export function openTasks(run: Run, limit: number): Promise<void> {
  run.wakeAt = limit;
  return run.stop.until((wake) => {
    run.whenSettled = wake;
  });
}
