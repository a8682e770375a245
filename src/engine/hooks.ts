/** The port through which runs are watched. */
import type { Interrupt } from './saver.ts';

/** One run, the same object in all its events. */
export interface RunInfo {
  readonly input: unknown;
  readonly context: unknown;
}

/** One execution of a node, the same object in all its events. */
export interface TaskInfo {
  readonly run: RunInfo;
  /** Unique in its thread and the same when the task runs again; absent where nothing is kept. */
  readonly id: string | undefined;
  readonly node: string;
  /** Number of the super-step, from 1. */
  readonly step: number;
  /** The state (a read-only view that is valid while the node runs) or what was sent to the node. */
  readonly input: unknown;
}

export interface SuperstepInfo {
  readonly run: RunInfo;
  readonly step: number;
  /** In task order. */
  readonly tasks: readonly TaskInfo[];
}

/** `paused`: the task waits for an answer. `abandoned`: the run stopped before the task came to an end. */
export type TaskOutcome =
  | { readonly status: 'done'; readonly update: unknown }
  | { readonly status: 'failed'; readonly error: unknown }
  | { readonly status: 'paused'; readonly interrupts: readonly Interrupt[] }
  | { readonly status: 'abandoned' };

/** `paused`: the run waits for answers, or stopped at a breakpoint where there are none. */
export type RunOutcome =
  | { readonly status: 'done'; readonly state: unknown }
  | { readonly status: 'paused'; readonly state: unknown; readonly interrupts: readonly Interrupt[] }
  | { readonly status: 'failed'; readonly error: unknown };

/**
 * Callbacks for observers, each optional and free when absent.
 *
 * ```
 * onRunStart
 * ├─ onSuperstepStart                         any number of super-steps
 * │  ├─ onTaskStart … onTaskEnd               any number of tasks, interleaved
 * │  └─ onSuperstepEnd
 * └─ onRunEnd
 * ```
 *
 * Super-steps and tasks of a subgraph come within the task that it runs as, with a `run` of their own.
 * Every start is followed by its end, also when the run fails or is aborted.
 * Observers are called synchronously and never awaited, and they change nothing: what one throws or rejects with goes to the
 * engine's `onHookError`, and the run goes on.
 */
export interface EngineHooks {
  onRunStart?(run: RunInfo): unknown;
  onSuperstepStart?(superstep: SuperstepInfo): unknown;
  onTaskStart?(task: TaskInfo): unknown;
  onTaskEnd?(task: TaskInfo, outcome: TaskOutcome): unknown;
  onSuperstepEnd?(superstep: SuperstepInfo): unknown;
  onRunEnd?(run: RunInfo, outcome: RunOutcome): unknown;

  /**
   * Wraps a task: its node and the node's conditional edges. Not an observer but a part of the task: what it throws fails the task.
   * Must call `next` once and return what `next` returns, or a promise that waits for it.
   *
   * @example
   * // ambient is an AsyncLocalStorage
   * const hooks: EngineHooks = { aroundTask: (task, next) => ambient.run(task, next) };
   */
  aroundTask?(task: TaskInfo, next: () => unknown): unknown;
}
