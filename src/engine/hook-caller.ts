/** Calls hooks so that an observer can neither change nor end a run. */
import type { EngineHooks, RunInfo, RunOutcome, SuperstepInfo, TaskInfo, TaskOutcome } from './hooks.ts';
import { isPromiseLike } from './is-promise-like.ts';
import type { Task } from './task.ts';

/** Where errors of observers go. */
export type HookErrorHandler = (error: unknown, hook: keyof EngineHooks) => void;

/** The hooks of one run. */
export class HookCaller {
  readonly #hooks: EngineHooks;
  readonly #onError: HookErrorHandler;
  #superstep: { readonly info: SuperstepInfo; readonly tasks: readonly Task[] } | undefined;

  constructor(hooks: EngineHooks, onError: HookErrorHandler) {
    this.#hooks = hooks;
    this.#onError = onError;
  }

  /** For a run within this one: each has super-steps of its own. */
  nested(): HookCaller {
    return new HookCaller(this.#hooks, this.#onError);
  }

  /** The hook aroundTask, if there is one. */
  get around(): ((task: TaskInfo, next: () => unknown) => unknown) | undefined {
    const hooks = this.#hooks;
    return hooks.aroundTask === undefined ? undefined : (task, next) => hooks.aroundTask?.(task, next);
  }

  runStart(run: RunInfo): void {
    this.#observe('onRunStart', () => this.#hooks.onRunStart?.(run));
  }

  runEnd(run: RunInfo, outcome: RunOutcome): void {
    this.#observe('onRunEnd', () => this.#hooks.onRunEnd?.(run, outcome));
  }

  superstepStart(run: RunInfo, tasks: readonly Task[]): void {
    const info: SuperstepInfo = { run, step: tasks[0]?.step ?? 0, tasks };
    this.#superstep = { info, tasks };
    this.#observe('onSuperstepStart', () => this.#hooks.onSuperstepStart?.(info));
  }

  /** Ends the tasks that the run left behind, then the super-step. */
  superstepEnd(): void {
    const superstep = this.#superstep;
    if (superstep === undefined) return;
    for (const task of superstep.tasks) {
      if (task.phase === 'running') this.taskEnd(task, { status: 'abandoned' });
    }
    this.#observe('onSuperstepEnd', () => this.#hooks.onSuperstepEnd?.(superstep.info));
  }

  taskStart(task: TaskInfo): void {
    this.#observe('onTaskStart', () => this.#hooks.onTaskStart?.(task));
  }

  taskEnd(task: TaskInfo, outcome: TaskOutcome): void {
    this.#observe('onTaskEnd', () => this.#hooks.onTaskEnd?.(task, outcome));
  }

  #observe(hook: keyof EngineHooks, call: () => unknown): void {
    try {
      const returned = call();
      if (isPromiseLike(returned)) returned.then(undefined, (error: unknown) => this.#report(error, hook));
    } catch (error) {
      this.#report(error, hook);
    }
  }

  #report(error: unknown, hook: keyof EngineHooks): void {
    try {
      this.#onError(error, hook);
    } catch (handlerError) {
      printHookError(error, hook);
      printHookError(handlerError, hook);
    }
  }
}

/** The default: the console, because an error nobody hears of is worse than a line nobody wanted. */
export const printHookError: HookErrorHandler = (error, hook) => {
  console.error(`moss-agent-runtime: the hook ${hook} failed; the run goes on.`, error);
};
