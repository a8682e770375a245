/** One execution of a node, and what came of it. */
import type { Changes } from './channel-values.ts';
import type { RunInfo } from './hooks.ts';
import { TaskRuntime, type NodeRuntime } from './node-runtime.ts';
import type { PlanNode } from './plan.ts';
import type { Run } from './run.ts';
import type { ExecutableTask } from './task-executor.ts';

/** A value for one channel. */
export interface Write {
  readonly slot: number;
  readonly value: unknown;
}

/** A node to run next with an input of its own. */
export interface Errand {
  readonly node: PlanNode;
  readonly input: unknown;
}

const NONE: readonly never[] = [];

export class Task implements ExecutableTask {
  readonly run: RunInfo;
  readonly planNode: PlanNode;
  readonly step: number;
  readonly input: unknown;
  readonly runtime: NodeRuntime;

  /** Whether no other task runs in the same super-step. */
  readonly alone: boolean;
  /** `settled`: it came to an end, good or bad. */
  phase: 'selected' | 'running' | 'settled' = 'selected';
  /** What the node returned. */
  update: unknown = undefined;
  /** Whether `update` was taken and the conditional edges have answered. */
  complete = false;
  writes: readonly Write[] = NONE;
  /** What the writes alone make of the channels, where a conditional edge had to know. */
  changes: Changes | undefined = undefined;
  /** Indices of the nodes chosen by conditional edges, in the order of the answers. */
  chosen: readonly number[] = NONE;
  /** What conditional edges sent, in the order of sending. */
  errands: readonly Errand[] = NONE;

  constructor(run: Run, planNode: PlanNode, input: unknown, alone: boolean) {
    this.run = run;
    this.planNode = planNode;
    this.step = run.step;
    this.input = input;
    this.alone = alone;
    this.runtime = new TaskRuntime(planNode.name, run);
  }

  get node(): string {
    return this.planNode.name;
  }

  call(): unknown {
    return this.planNode.run(this.input, this.runtime);
  }
}
