/** Calls hooks so that an observer can neither change nor end a run. */
import type { EngineHooks, RunInfo, SuperstepInfo, TaskInfo } from './hooks.ts';
import { isPromiseLike } from './is-promise-like.ts';
import type { Task } from './task.ts';

/** Where errors of observers go. */
export type HookErrorHandler = (error: unknown, hook: keyof EngineHooks) => void;

/** Any hook. */
type Observer = (...told: readonly unknown[]) => unknown;

/** The hooks of one run. */
export class HookCaller {
  readonly #hooks: EngineHooks;
  readonly #onError: HookErrorHandler;
  #superstep: (SuperstepInfo & { readonly tasks: readonly Task[] }) | undefined;

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
    return this.#hooks.aroundTask?.bind(this.#hooks);
  }

  superstepStart(run: RunInfo, tasks: readonly Task[]): void {
    this.#superstep = { run, step: tasks[0]?.step ?? 0, tasks };
    this.tell('onSuperstepStart', this.#superstep);
  }

  /** Ends the tasks that the run left behind, then the super-step. */
  superstepEnd(): void {
    const superstep = this.#superstep;
    if (superstep === undefined) return;
    for (const task of superstep.tasks) {
      if (task.phase === 'running') this.tell('onTaskEnd', task, { status: 'abandoned' });
    }
    this.tell('onSuperstepEnd', superstep);
  }

  /** Calls an observer, if there is one. Never throws. */
  tell<Hook extends keyof EngineHooks>(hook: Hook, ...told: Parameters<NonNullable<EngineHooks[Hook]>>): void {
    try {
      const observer = this.#hooks[hook] as Observer | undefined;
      const returned = observer?.apply(this.#hooks, told);
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
  console.error(`moss-agent-runtime: the hook ${hook} failed, and the run goes on.`, error);
};
