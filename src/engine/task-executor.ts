/** The port behind which nodes run: in place, or somewhere else. */
import type { TaskInfo } from './hooks.ts';
import type { NodeRuntime } from './node-runtime.ts';

/** A task ready to run. */
export interface ExecutableTask extends TaskInfo {
  /** To be given to the node as its second argument; `runtime.signal` aborts when the result is no longer wanted. */
  readonly runtime: NodeRuntime;
  /** Calls the node's function here and returns what it returns. */
  call(): unknown;
}

/**
 * Runs the nodes of a graph. Conditional edges are not its business: they run where the engine runs.
 */
export interface TaskExecutor {
  /**
   * Called once per task, in task order, by the engine.
   *
   * @param task to send it elsewhere, copy `{ ...task.input }` first: it may be a view, which cannot be cloned
   * @returns the node's update, or a promise of it; throwing or rejecting fails the task with that very error
   */
  execute(task: ExecutableTask): unknown;
}

/** The default: calls the node at once. */
export const inPlaceExecutor: TaskExecutor = { execute: (task) => task.call() };
