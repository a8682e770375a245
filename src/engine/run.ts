/** One run: what its super-steps share. */
import type { ChannelValues } from './channel-values.ts';
import type { HookCaller } from './hook-caller.ts';
import type { RunInfo } from './hooks.ts';
import type { Plan } from './plan.ts';
import type { StopControl } from './stop-control.ts';
import type { StreamSink } from './stream-modes.ts';
import type { TaskExecutor } from './task-executor.ts';

export interface Run extends RunInfo {
  readonly plan: Plan;
  readonly executor: TaskExecutor;
  /** Absent where nobody watches. */
  readonly hooks: HookCaller | undefined;
  /** Absent where nobody reads. */
  readonly sink: StreamSink | undefined;
  readonly stop: StopControl;
  readonly values: ChannelValues;
  readonly emit: (data: unknown) => void;
  readonly stepLimit: number;
  /** Number of the current super-step; 0 while the input is taken. */
  step: number;
  /** Tasks of the current super-step that have not settled. */
  open: number;
  /** Wakes the loop once `open` is 0. */
  whenSettled: (() => void) | undefined;
}
