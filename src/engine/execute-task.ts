/** Runs one task: its node, then the node's conditional edges. The only place where effects happen. */
import { InvalidConfigError } from '../base/index.ts';
import { acceptResult } from './accept-update.ts';
import { attemptTask, isDrained } from './attempt-task.ts';
import type { TaskOutcome } from './hooks.ts';
import { isPromiseLike } from './is-promise-like.ts';
import { ParentDelivery } from './parent-command.ts';
import { effectivePolicies } from './policies.ts';
import { routeTask } from './route-task.ts';
import type { Run } from './run.ts';
import type { Task } from './task.ts';

/** Starts a task. Never throws: a task that fails stops the run. */
export function startTask(run: Run, task: Task): void {
  run.open++;
  task.phase = 'running';
  run.hooks?.tell('onTaskStart', task);
  run.sink?.taskStart(task);
  // an observer may have aborted the run
  if (run.stop.stopped) return;
  try {
    const around = run.hooks?.around;
    settleWith(run, task, around === undefined ? perform(run, task) : around(task, performOnce(run, task)));
  } catch (error) {
    failTask(run, task, error);
  }
}

/** Takes `result` as what the task's node returned, without running it. Never throws, as {@link startTask}. */
export function takeResult(run: Run, task: Task, result: unknown): void {
  run.open++;
  try {
    settleWith(run, task, completeTask(run, task, result));
  } catch (error) {
    failTask(run, task, error);
  }
}

function performOnce(run: Run, task: Task): () => void | Promise<void> {
  let called = false;
  return () => {
    if (called) throw aroundTaskBroken(task, 'called next() twice');
    called = true;
    return perform(run, task);
  };
}

function perform(run: Run, task: Task): void | Promise<void> {
  const { timeout, planNode } = task;
  const own = timeout === undefined ? planNode.policies : { ...planNode.policies, timeout };
  const policies = effectivePolicies(own, run.policies);
  if (policies !== undefined) return performLater(run, task, attemptTask(run, task, policies));
  const update = run.executor.execute(task);
  return isPromiseLike(update) ? performLater(run, task, update) : completeTask(run, task, update);
}

async function performLater(run: Run, task: Task, promise: PromiseLike<unknown>): Promise<void> {
  const update = await promise;
  if (!run.stop.stopped) await completeTask(run, task, update);
}

function completeTask(run: Run, task: Task, update: unknown): void | Promise<void> {
  acceptResult(run.plan, task, update);
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
  if (task.paused) {
    pauseTask(run, task);
    return;
  }
  if (!task.complete) {
    failTask(run, task, aroundTaskBroken(task, 'ended before the task did'));
    return;
  }
  task.phase = 'settled';
  if (task.planNode !== run.plan.start) {
    if (run.hooks !== undefined || run.sink !== undefined) tellEnd(run, task, { status: 'done', update: task.update });
  }
  // A task without any beside it needs no record: the checkpoint follows at once.
  if (!task.alone || run.journal?.everyTask) run.journal?.record(run, task);
  if (--run.open <= run.wakeAt) run.whenSettled?.();
}

/** A task that waits for an answer holds up the run, but not the tasks beside it. */
function pauseTask(run: Run, task: Task): void {
  task.complete = false;
  run.journal?.record(run, task);
  leaveTask(run, task, { status: 'paused', interrupts: task.interrupts });
}

/** The super-step cannot end, and goes on with the next run. */
function leaveTask(run: Run, task: Task, outcome: TaskOutcome): void {
  task.phase = 'settled';
  run.waiting++;
  tellEnd(run, task, outcome);
  if (--run.open <= run.wakeAt) run.whenSettled?.();
}

function failTask(run: Run, task: Task, error: unknown): void {
  if (run.stop.stopped) return;
  if (task.paused) {
    pauseTask(run, task);
    return;
  }
  if (isDrained(run, error)) {
    leaveTask(run, task, { status: 'abandoned' });
    return;
  }
  task.phase = 'settled';
  const delivered = error instanceof ParentDelivery;
  if (!delivered && run.journal?.everyTask) run.journal.record(run, task, { error });
  if (task.planNode !== run.plan.start) {
    tellEnd(run, task, delivered ? { status: 'done', update: error.commands } : { status: 'failed', error });
  }
  run.stop.stop(error);
}

function tellEnd(run: Run, task: Task, outcome: TaskOutcome): void {
  run.sink?.taskEnd(task, outcome);
  run.hooks?.tell('onTaskEnd', task, outcome);
}

function aroundTaskBroken(task: Task, fault: string): InvalidConfigError {
  return new InvalidConfigError(
    'CONFIG_INVALID',
    `The hook aroundTask ${fault} for node "${task.node}": call next() once and return what it returns.`,
  );
}
