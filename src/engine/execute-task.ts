/** Runs one task: its node, then the node's conditional edges. The only place where effects happen. */
import { InvalidConfigError } from '../base/index.ts';
import { acceptUpdate } from './accept-update.ts';
import { isPromiseLike } from './is-promise-like.ts';
import { routeTask } from './route-task.ts';
import type { Run } from './run.ts';
import type { Task } from './task.ts';

/** Starts a task. Never throws: a task that fails stops the run. */
export function startTask(run: Run, task: Task): void {
  run.open++;
  task.phase = 'running';
  run.hooks?.taskStart(task);
  try {
    const around = run.hooks?.around;
    settleWith(run, task, around === undefined ? perform(run, task) : around(task, () => perform(run, task)));
  } catch (error) {
    failTask(run, task, error);
  }
}

/** Takes the caller's input as what the node START returns. Neither hooks nor streams hear of it. */
export function startInput(run: Run, task: Task): void {
  run.open++;
  try {
    settleWith(run, task, completeTask(run, task, run.input));
  } catch (error) {
    failTask(run, task, error);
  }
}

function perform(run: Run, task: Task): void | Promise<void> {
  const update = run.executor.execute(task);
  return isPromiseLike(update) ? performLater(run, task, update) : completeTask(run, task, update);
}

async function performLater(run: Run, task: Task, promise: PromiseLike<unknown>): Promise<void> {
  const update = await promise;
  if (!run.stop.stopped) await completeTask(run, task, update);
}

function completeTask(run: Run, task: Task, update: unknown): void | Promise<void> {
  task.writes = acceptUpdate(run.plan, task, update);
  task.update = update;
  const routing = task.planNode.routers.length > 0 ? routeTask(run, task) : undefined;
  if (routing === undefined) task.complete = true;
  else return routing.then(() => void (task.complete = true));
}

function settleWith(run: Run, task: Task, performed: unknown): void {
  if (!isPromiseLike(performed)) endTask(run, task);
  else {
    performed.then(
      () => endTask(run, task),
      (error: unknown) => failTask(run, task, error),
    );
  }
}

function endTask(run: Run, task: Task): void {
  if (run.stop.stopped) return;
  if (!task.complete) {
    failTask(run, task, aroundTaskBroken(task));
    return;
  }
  task.phase = 'settled';
  if (task.planNode !== run.plan.start) {
    run.sink?.update(task.node, task.update);
    run.hooks?.taskEnd(task, { status: 'done', update: task.update });
  }
  if (--run.open === 0) run.whenSettled?.();
}

function failTask(run: Run, task: Task, error: unknown): void {
  if (run.stop.stopped) return;
  task.phase = 'settled';
  if (task.planNode !== run.plan.start) run.hooks?.taskEnd(task, { status: 'failed', error });
  run.stop.stop(error);
}

function aroundTaskBroken(task: Task): InvalidConfigError {
  return new InvalidConfigError(
    'CONFIG_INVALID',
    `The hook aroundTask ended before the task of node "${task.node}" did: call next() once and return what it returns.`,
  );
}
