/** One execution of a node, and what came of it. */
import { InterruptError } from '../base/index.ts';
import type { Changes } from './channel-values.ts';
import { PauseSignal, asking, type Asker } from './interrupt.ts';
import { TaskRuntime, type NodeRuntime } from './node-runtime.ts';
import type { PlanNode } from './plan.ts';
import type { ErrorHandler, NodePolicies } from './policies.ts';
import type { Run } from './run.ts';
import type { Interrupt } from './saver.ts';
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
  /** In place of the node's own. */
  readonly timeout?: Timeout;
}

export type Timeout = NodePolicies['timeout'];

const NONE: readonly never[] = [];

/** What is asked of a task once it has ended. */
export type EndedTask = Pick<Task, 'node' | 'planNode' | 'writes' | 'changes' | 'chosen' | 'errands'>;

/** A result that an executor has turned into writes itself; it is taken as it is. */
export class TaskWrites {
  readonly writes: readonly Write[];
  readonly errands: readonly Errand[];

  constructor(writes: readonly Write[], errands: readonly Errand[] = NONE) {
    this.writes = writes;
    this.errands = errands;
  }
}

export class Task implements ExecutableTask, Asker {
  readonly run: Run;
  readonly planNode: PlanNode;
  readonly step: number;
  readonly input: unknown;
  /** Whether `input` was sent to the node. */
  sent = false;
  /** Its place among those that were sent something. */
  place = 0;
  /** What was sent with it, in place of the node's own. */
  timeout: Timeout = undefined;
  /** Whether a checkpoint left it to run. */
  restored = false;
  /** Unique in its thread and the same when the task runs again; absent where nothing is kept. */
  id: string | undefined = undefined;
  /** Each timed attempt has its own. */
  runtime: NodeRuntime;

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
  /** Indices of the nodes chosen by commands and conditional edges, in the order of the answers. */
  chosen: readonly number[] = NONE;
  /** What commands and conditional edges sent, in the order of sending. */
  errands: readonly Errand[] = NONE;

  /** What its questions were answered, in the order of asking. */
  answers: readonly unknown[] = NONE;
  /** The question it waits with. */
  interrupts: readonly Interrupt[] = NONE;
  /** Whether it waits, for the answer to a question or for a graph within it that does. */
  paused = false;
  /** For whoever executes the task. */
  scope: unknown = undefined;
  #asked = 0;

  constructor(run: Run, planNode: PlanNode, input: unknown, alone: boolean) {
    this.run = run;
    this.planNode = planNode;
    this.step = run.step;
    this.input = input;
    this.alone = alone;
    this.runtime = new TaskRuntime(run, this);
  }

  get node(): string {
    return this.planNode.name;
  }

  call(): unknown {
    this.#asked = 0;
    this.interrupts = NONE;
    this.paused = false;
    return asking(this, () => this.planNode.run(this.input, this.runtime));
  }

  /** Calls what stands in for the node that failed; its questions come after those of the node. */
  handle(handler: ErrorHandler, error: unknown): unknown {
    return asking(this, () => handler(this.input, { node: this.node, error }, this.runtime));
  }

  ask(question: unknown): unknown {
    if (this.id === undefined) throw notKept(this.node);
    const place = this.#asked++;
    if (place < this.answers.length) return this.answers[place];
    const id = `${this.id}.${place}`;
    const given = this.run.answers;
    if (given.has(id)) {
      // of the error handler of a subgraph
      this.answers = [...this.answers, given.get(id)];
      return given.get(id);
    }
    this.interrupts = [{ id, node: this.node, value: question }];
    this.paused = true;
    throw new PauseSignal(this.node);
  }
}

function notKept(node: string): InterruptError {
  return new InterruptError(
    'SAVER_MISSING',
    `The node "${node}" asked in a run that nothing keeps: give the engine a saver and the run a threadId.`,
  );
}
