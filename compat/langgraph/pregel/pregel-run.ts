/** One run of a Pregel: what its tasks share. */
import { randomUuid } from '../../../src/base/index.ts';
import type { CallbackManagerForChainRun } from '@langchain/core/callbacks/manager';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import type { Changes, Run, RunBreakpoints, Task } from '../../../src/engine/internal.ts';
import { GraphDrained, GraphRecursionError } from '../errors/index.ts';
import type { Interrupt } from '../interrupts.ts';
import type { CallTask } from './call-task.ts';
import type { RetryPolicy } from './policies.ts';
import type { PregelProgram } from './pregel-program.ts';
import type { RunControl } from './run-control.ts';
import type { BreakNodes } from './run-settings.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';
import type { Answers } from './scratchpad.ts';
import { Failures } from './failures.ts';
import type { NodeCache } from './node-cache.ts';
import { TaskFrame, type TimedErrand } from './task-frame.ts';

type Json = Record<string, unknown>;

export interface PregelRunFields {
  readonly program: PregelProgram;
  readonly name: string;
  /** The caller's config, merged; `configurable` and `metadata` are this run's own. */
  readonly config: LangGraphRunnableConfig;
  /** Where in its thread the graph is kept, `''` for the outermost. */
  readonly namespace: string;
  /** Whether a node of another graph started it. */
  readonly nested: boolean;
  readonly saver: BaseCheckpointSaver | undefined;
  readonly manager: CallbackManagerForChainRun | undefined;
  readonly retryPolicy: RetryPolicy | undefined;
  readonly recursionLimit: number;
  readonly outputKeys: string | readonly string[];
  readonly streamKeys: string | readonly string[];
}

/** Who is told of tasks that the loop does not know of by itself. */
export interface TaskListener {
  begins(frame: TaskFrame): void;
  /** @param wrote whether it had written anything */
  fails(frame: TaskFrame, wrote: boolean): void;
  keeps(frame: TaskFrame): void;
  /** A graph within one of the tasks is about to tell something: what is known so far goes first. */
  flush(): void;
}

export class PregelRun implements PregelRunFields {
  readonly program: PregelProgram;
  readonly name: string;
  readonly config: LangGraphRunnableConfig;
  readonly namespace: string;
  readonly nested: boolean;
  readonly saver: BaseCheckpointSaver | undefined;
  readonly manager: CallbackManagerForChainRun | undefined;
  /** Whether one of its handlers is LangSmith's. */
  readonly isInLangSmith: boolean;
  readonly retryPolicy: RetryPolicy | undefined;
  readonly recursionLimit: number;
  readonly outputKeys: string | readonly string[];
  readonly streamKeys: string | readonly string[];

  /** What every task's config begins with. */
  readonly base: LangGraphRunnableConfig;
  /** What every task's `configurable` begins with. */
  readonly configurable: Json;
  /** Set before the first task runs. */
  engineRun!: Run;
  /** Answers that the run was resumed with. */
  answers: Answers | undefined = undefined;
  /** The channels that the last super-step changed: tells which trigger made a task run. */
  changed: Changes | undefined = undefined;
  /** What an entrypoint saved last time. */
  previous: unknown = undefined;
  #checkpointId: string | undefined;

  constructor(fields: PregelRunFields) {
    this.program = fields.program;
    this.name = fields.name;
    this.config = fields.config;
    this.namespace = fields.namespace;
    this.nested = fields.nested;
    this.saver = fields.saver;
    this.manager = fields.manager;
    this.isInLangSmith = fields.manager?.handlers.some(({ name }) => name === 'langchain_tracer') ?? false;
    this.retryPolicy = fields.retryPolicy;
    this.recursionLimit = fields.recursionLimit;
    this.outputKeys = fields.outputKeys;
    this.streamKeys = fields.streamKeys;
    this.configurable = fields.config.configurable ?? {};
    this.base = withoutCallOptions(fields.config);
  }

  /** Number of the current super-step: -1 while the input is taken, 0 for the one that follows from it. */
  get step(): number {
    return this.engineRun.step;
  }

  /** The checkpoint that the current tasks run on, or in its place something that no other run has. */
  get checkpointId(): string {
    return this.engineRun.journal?.checkpoint ?? (this.#checkpointId ??= randomUuid());
  }

  frameOf(task: Task): TaskFrame {
    if (task.scope instanceof TaskFrame) return task.scope;
    const program = this.program.nodes[task.planNode.index];
    if (program === undefined) throw new Error(`The graph has no node "${task.node}".`);
    const frame = new TaskFrame(this, task, program);
    task.scope = frame;
    return frame;
  }

  /** The tasks of the current super-step. */
  tasks: readonly Task[] = [];
  readonly failures = new Failures();
  /** Names of what was called by `task()` in this super-step. */
  readonly called = new Set<string>();
  /** Set where the run has one. */
  cache: NodeCache | undefined;
  /** Whether anything was sent that may take only so long. */
  sendsTimed = false;
  /** Set by whoever runs the graph. */
  listener: TaskListener | undefined;

  /** What nodes get as their signal: aborts when the run is stopped, or a task beside them has failed. */
  get signal(): AbortSignal {
    return this.engineRun.stop.signal;
  }

  /** What the task that paused last waits for; a graph around this one is told no more. */
  lastInterrupts: readonly Interrupt[] = [];
  /** Called when a super-step begins. */
  onStep: (() => void) | undefined;
  #control: RunControl | undefined;
  #lastStep = Infinity;

  /** The first tasks are known. */
  begins(tasks: readonly Task[], control: RunControl | undefined): void {
    this.#control = control;
    this.stepEnded([], tasks);
  }

  /**
   * Whether the run may go on.
   *
   * @throws GraphRecursionError after the last step it may take; GraphDrained where it was asked to stop
   */
  stepEnded(ended: readonly Task[], next: readonly Task[]): void {
    this.tasks = next;
    if (this.program.hasUsable && this.engineRun.values.fading.size > 0) this.#keepUnused(next);
    this.passTimeouts(ended, next);
    if (this.step > this.#lastStep) throw recursionError(this.recursionLimit);
    if (next.length > 0 && this.#control?.drainRequested)
      throw new GraphDrained(this.#control.drainReason ?? 'shutdown');
    this.onStep?.();
  }

  /** What a node uses up stays where the node does not run. */
  #keepUnused(next: readonly Task[]): void {
    const { rules, nodes } = this.program;
    // The engine hands out its own set.
    const fading = this.engineRun.values.fading as Set<number>;
    const usedUp = [...fading].filter((slot) => rules[slot]?.fadesByUse);
    for (const slot of usedUp) {
      const uses = (task: Task): boolean =>
        nodes[task.planNode.index]?.triggers.some(([, trigger]) => trigger === slot) ?? false;
      if (!next.some(uses)) fading.delete(slot);
    }
  }

  /** How long tasks may take that were sent for, if that was said. */
  passTimeouts(ended: readonly Task[], next: readonly Task[]): void {
    if (!this.sendsTimed) return;
    this.sendsTimed = false;
    const errands = ended.flatMap((task) => task.errands as readonly TimedErrand[]);
    for (const task of next) if (task.sent) this.frameOf(task).sentTimeout = errands[task.place]?.limit;
  }

  /** @param firstStep the step in which the input is taken */
  limitFrom(firstStep: number): void {
    this.#lastStep = firstStep + this.recursionLimit + 1;
  }

  /** Whether to stop before anything is made of what follows these tasks. */
  stopsAfter: (ended: readonly Task[]) => boolean = () => false;

  /** Where to stop to be looked at; absent where nowhere. */
  breakpoints(before: BreakNodes, after: BreakNodes): RunBreakpoints | undefined {
    if (before.length + after.length === 0) return undefined;
    const names = (at: BreakNodes, tasks: readonly Task[]): boolean =>
      tasks.some((task) => (at === '*' ? !this.frameOf(task).program.hidden : at.includes(task.node)));
    this.stopsAfter = (ended) => names(after, ended);
    return { between: (ended, next) => names(after, ended) || (next.length > 0 && names(before, next)) };
  }

  /** Set by whoever runs the graph: starts a call of `task()` from within a task. */
  callFrom: (frame: TaskFrame) => CallTask | undefined = () => undefined;
}

/** What belongs to the call itself, and not to what it calls. */
const OF_THE_CALL: ReadonlySet<string> = new Set([
  'runName', 'runId', 'callbacks', 'debug', 'streamMode', 'inputKeys', 'outputKeys', 'interruptBefore', 'interruptAfter',
]); // prettier-ignore

function withoutCallOptions(config: LangGraphRunnableConfig): LangGraphRunnableConfig {
  const base: Record<string, unknown> = {};
  // Not a copy that keys are deleted from: such an object is slow to copy, and each task copies this one.
  for (const [key, value] of Object.entries(config)) if (!OF_THE_CALL.has(key)) base[key] = value;
  return base;
}

function recursionError(limit: number): GraphRecursionError {
  return new GraphRecursionError(
    `Recursion limit of ${limit} reached without hitting a stop condition. You can increase the limit by setting the "recursionLimit" config key.`,
    { lc_error_code: 'GRAPH_RECURSION_LIMIT' },
  );
}
