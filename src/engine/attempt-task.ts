/** Runs a node under its policies: cache, attempts in time, error handler. */
import { InvalidConfigError, MossError, abortError, isAbortError, onAbort, type Clock } from '../base/index.ts';
import { Attempt } from './attempt.ts';
import type { NodeCache } from './node-cache.ts';
import { TaskRuntime } from './node-runtime.ts';
import type { CachePolicy, EffectivePolicies, RetryPolicy } from './policies.ts';
import type { Run } from './run.ts';
import type { Task } from './task.ts';

/**
 * What the task's node comes to under `policies`.
 *
 * @throws what the node threw last, or its error handler; an `AbortError` if the run is stopped while it waits for the next attempt
 */
export async function attemptTask(run: Run, task: Task, policies: EffectivePolicies): Promise<unknown> {
  const { cache, errorHandler } = policies;
  try {
    return cache === undefined ? await persist(run, task, policies) : await recall(run, task, policies, cache);
  } catch (error) {
    if (errorHandler === undefined || isOver(run, task) || isDrained(run, error)) throw error;
    return task.handle(errorHandler, error);
  }
}

/** Whether what a task failed with only says that the run within it stopped where this one will. */
export function isDrained({ drain }: Run, error: unknown): boolean {
  return drain?.aborted === true && MossError.is(error, 'GRAPH_DRAINED');
}

/** Nobody waits for the task any more: the run is stopped, or it waits for an answer itself. */
function isOver(run: Run, task: Task): boolean {
  return run.stop.stopped || task.paused;
}

async function recall(run: Run, task: Task, policies: EffectivePolicies, policy: CachePolicy): Promise<unknown> {
  const cache = cacheOf(run, task);
  const key = JSON.stringify([task.node, (policy.key ?? JSON.stringify)(task.input)]);
  const known = await cache.get(key);
  if (known !== undefined) return known.value;
  const value = await persist(run, task, policies);
  if (!isOver(run, task)) await cache.set(key, { value }, policy.ttl);
  return value;
}

function cacheOf({ cache }: Run, { node }: Task): NodeCache {
  if (cache !== undefined) return cache;
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    `The node "${node}" has a cache policy, and the engine no cache: new StateGraphEngine(plan, { cache: new MemoryCache() }).`,
  );
}

/** As many attempts as it may take. */
async function persist(run: Run, task: Task, { retry, timeout }: EffectivePolicies): Promise<unknown> {
  for (let failed = 1; ; failed++) {
    try {
      return await (timeout === undefined ? run.executor.execute(task) : timed(run, task, timeout));
    } catch (error) {
      if (retry === undefined || failed >= retry.maxAttempts || isOver(run, task) || isAbortError(error)) throw error;
      if (isDrained(run, error) || !retry.retryOn(error)) throw error;
      await pause(run.clock, waitAfter(failed, retry), run.stop.signal);
    }
  }
}

async function timed(run: Run, task: Task, timeout: NonNullable<EffectivePolicies['timeout']>): Promise<unknown> {
  const attempt = new Attempt(run.clock, task.node, timeout, run.stop.signal);
  const { runtime } = task;
  task.runtime = new TaskRuntime(run, task, attempt);
  try {
    return await attempt.result(() => run.executor.execute(task));
  } finally {
    attempt.end();
    // Error handler and conditional edges have no part in the attempt, nor in its signal.
    task.runtime = runtime;
  }
}

/** Milliseconds before the attempt that follows after so many `failed` ones. */
function waitAfter(failed: number, retry: Required<RetryPolicy>): number {
  const wait = Math.min(retry.initialInterval * retry.backoffFactor ** (failed - 1), retry.maxInterval);
  return retry.jitter ? wait * (1 - Math.random() / 2) : wait;
}

function pause(clock: Clock, ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(() => {
      unlisten();
      resolve();
    }, ms);
    const unlisten = onAbort(stopped, (reason) => {
      cancel();
      reject(abortError(reason));
    });
  });
}
