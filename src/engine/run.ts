/** One run: what its super-steps share. */
import type { ChannelValues } from './channel-values.ts';
import type { Clock } from '../base/index.ts';
import type { HookCaller } from './hook-caller.ts';
import type { RunInfo } from './hooks.ts';
import type { NodeCache } from './node-cache.ts';
import type { Plan } from './plan.ts';
import type { NodePolicies } from './policies.ts';
import type { RunBreakpoints, RunJournal, RunSink } from './run-ports.ts';
import type { Interrupt } from './saver.ts';
import type { StopControl } from './stop-control.ts';
import type { TaskExecutor } from './task-executor.ts';
import type { Task } from './task.ts';

export interface Run extends RunInfo {
  readonly plan: Plan;
  readonly executor: TaskExecutor;
  /** Absent where nobody watches. */
  readonly hooks: HookCaller | undefined;
  /** Absent where nobody reads. */
  readonly sink: RunSink | undefined;
  /** Absent where nothing is kept. */
  readonly journal: RunJournal | undefined;
  /** Absent where the run stops at none. */
  readonly breakpoints: RunBreakpoints | undefined;
  /** For every node that has none of its own. */
  readonly policies: NodePolicies | undefined;
  readonly cache: NodeCache | undefined;
  readonly clock: Clock;
  /** How many tasks may run at the same time. */
  readonly maxConcurrency: number;
  readonly stop: StopControl;
  /** Once it aborts no further super-step begins; absent where nobody can ask for that. */
  readonly drain?: AbortSignal | undefined;
  readonly values: ChannelValues;
  readonly emit: (data: unknown) => void;
  /** How many super-steps the run may take. */
  readonly stepLimit: number;
  /** Number of the last super-step before this run; 0 in a new thread. */
  firstStep: number;
  /** Tasks left by a checkpoint, to be run in place of an input. */
  restored: readonly Task[] | undefined;
  /** Answers to the questions of all its tasks and subgraphs: id of an interrupt → its answer. */
  readonly answers: ReadonlyMap<string, unknown>;
  /** What the run waits for, once it has paused; empty at a breakpoint. */
  pausedBy: readonly Interrupt[] | undefined;
  /** Number of the current super-step, counted on from run to run of a thread; `firstStep` while the input is taken. */
  step: number;
  /** Tasks of the current super-step that have not settled. */
  open: number;
  /** Tasks of the current super-step that wait for an answer. */
  waiting: number;
  /** How few tasks must be open for the loop to be woken. */
  wakeAt: number;
  /** Wakes the loop. */
  whenSettled: (() => void) | undefined;
}
