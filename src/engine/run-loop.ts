/** Repeats super-steps until no task is left, the limit is reached or the run is stopped. */
import { GraphRecursionError } from '../base/index.ts';
import { applyWrites } from './apply-writes.ts';
import { nextTurn, turnIsOver } from './event-loop.ts';
import { startInput, startTask } from './execute-task.ts';
import type { Run } from './run.ts';
import { selectTasks } from './select-tasks.ts';
import { Task } from './task.ts';

/**
 * Runs a graph from its input to its end.
 *
 * @throws what a node threw, unchanged; an `AbortError`; InvalidUpdateError; GraphRecursionError
 */
export async function runLoop(run: Run): Promise<void> {
  let tasks = await takeInput(run);
  while (tasks.length > 0) {
    run.stop.throwIfStopped();
    if (run.step > run.stepLimit) throw new GraphRecursionError(run.stepLimit);
    run.hooks?.superstepStart(run, tasks);
    try {
      // The only effects. Synchronous tasks are done when this loop is; nothing is awaited for them.
      for (const task of tasks) {
        startTask(run, task);
        if (turnIsOver()) await run.stop.until(nextTurn);
        if (run.stop.stopped) break;
      }
      if (run.open > 0) await tasksSettled(run);
      run.stop.throwIfStopped();
      tasks = advance(run, tasks);
    } finally {
      run.hooks?.superstepEnd();
    }
    if (run.sink !== undefined) await run.sink.pace(run.stop);
  }
}

/** Writes the input and follows the edges from START. */
async function takeInput(run: Run): Promise<Task[]> {
  const input = new Task(run, run.plan.start, run.input, true);
  startInput(run, input);
  if (run.open > 0) await tasksSettled(run);
  run.stop.throwIfStopped();
  return advance(run, [input]);
}

/** Ends a super-step: applies what its tasks wrote and selects those that follow. */
function advance(run: Run, ended: readonly Task[]): Task[] {
  const changes = applyWrites(run.plan, run.values.held, ended);
  run.values.adopt(changes);
  if (changes.size > 0 || run.step === 0) run.sink?.values(run.values.state);
  run.step++;
  return selectTasks(run, ended);
}

function tasksSettled(run: Run): Promise<void> {
  return run.stop.until((wake) => {
    run.whenSettled = wake;
  });
}
