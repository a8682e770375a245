/**
 * What a run tells while it goes. The engine has one implementation of each; a door that keeps or tells its runs in another form
 * brings its own, through `internal.ts`. None of them may throw, unless that is to end the run with the error thrown.
 */
import type { Changes } from './channel-values.ts';
import type { TaskOutcome } from './hooks.ts';
import type { Run } from './run.ts';
import type { CheckpointSource, Interrupt } from './saver.ts';
import type { StopControl } from './stop-control.ts';
import type { Task } from './task.ts';

/** A super-step that has ended; its changes are in the run's values, and its checkpoint has been handed to the journal. */
export interface StepEnd {
  readonly source: CheckpointSource;
  /** Empty where the step was the caller's input. */
  readonly ended: readonly Task[];
  readonly changes: Changes;
  /** The tasks that follow. */
  readonly next: readonly Task[];
}

/** Where a run is told to whoever reads it. */
export interface RunSink {
  /** The tasks of a super-step are about to start; those that a checkpoint had ended are among them. */
  stepStart(run: Run, tasks: readonly Task[]): void;
  taskStart(task: Task): void;
  taskEnd(task: Task, outcome: TaskOutcome): void;
  stepEnd(run: Run, step: StepEnd): void;
  /** The run has paused and waits for these. */
  interrupts(interrupts: readonly Interrupt[]): void;
  /** Called between super-steps; what it returns is awaited. */
  pace(stop: StopControl): Promise<void> | undefined;
  /** Resolves when the reader has caught up, or has left. */
  drained(): Promise<void>;
  readonly custom: (data: unknown) => void;
  message(task: Task, message: unknown, metadata: Readonly<Record<string, unknown>> | undefined): void;
  /** The sink of a subgraph that runs as `node`; absent where the reader wants no subgraphs. */
  within(node: string): RunSink | undefined;
}

/** Where a run is kept. */
export interface RunJournal {
  readonly threadId: string;
  /** Whether it wants to know of tasks too that have none beside them. */
  readonly everyTask?: boolean | undefined;
  /** The checkpoint that the current tasks run on; absent before the first one. */
  readonly checkpoint: string | undefined;
  /** What the loop must wait for before the next super-step begins, if anything. */
  readonly storing: Promise<void> | undefined;
  /** Takes the end of a super-step. `run.step` is already that of the tasks that follow, and those get their ids here. */
  commit(run: Run, step: StepEnd): void;
  /**
   * Takes what became of a task, or of one that now has answers. What was not planned by a checkpoint has no record.
   *
   * @param failed what the task failed with, which is about to stop the run; told to a journal that wants to know of every task
   */
  record(run: Run, task: Task, failed?: { readonly error: unknown }): void;
  /** Stores what is left and waits for all of it. @returns what went wrong, if anything */
  close(): Promise<Error | undefined>;
}

/** Where a run stops to be looked at. */
export interface RunBreakpoints {
  /** Whether to stop between `ended` and `next`. */
  between(ended: readonly Task[], next: readonly Task[]): boolean;
}
