/** A call of `task()`: a task within a task. */
import { Task } from '../../../src/engine/internal.ts';
import { PUSH, RETURN } from '../reserved-names.ts';
import type { CallOptions } from './call-task.ts';
import type { RetryPolicy } from './policies.ts';
import type { NodeProgram } from './pregel-program.ts';
import { TaskFrame, type TaskPath } from './task-frame.ts';
import { callTaskId } from './task-id.ts';

export interface Call {
  readonly run: (...args: unknown[]) => unknown;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly options: CallOptions;
}

export class CallFrame extends TaskFrame {
  readonly #caller: TaskFrame;
  readonly #place: number;

  constructor(caller: TaskFrame, call: Call, place: number) {
    const { engineRun } = caller.run;
    const task = new Task(engineRun, caller.task.planNode, call.args, true);
    task.sent = true;
    super(caller.run, task, programOf(caller, call));
    this.#caller = caller;
    this.#place = place;
    const { step, checkpointId } = caller.run;
    task.id = callTaskId({ namespace: caller.namespace, step, checkpointId }, call.name, caller.path, place);
  }

  override get path(): TaskPath {
    return [PUSH, this.#caller.path, this.#place, true];
  }

  override get triggers(): string[] {
    return [PUSH];
  }

  override get retryPolicy(): RetryPolicy | undefined {
    return this.program.policies.retry;
  }

  override get cacheNamespace(): readonly string[] {
    return [this.name];
  }

  override get namespace(): string {
    return `${this.#caller.namespace}|${this.name}:${this.id}`;
  }
}

function programOf({ program }: TaskFrame, { run, name, options }: Call): NodeProgram {
  const { retry, cache, timeout } = options;
  return {
    ...program,
    name,
    tags: [],
    metadata: {},
    triggers: [],
    subgraph: undefined,
    seeksConfig: true,
    body: (args) => run(...(args as unknown[])),
    writers: [(output, scope) => scope.write(RETURN, output)],
    policies: { retry, cache, timeout, errorHandler: undefined },
    hidden: false,
    plain: (retry ?? cache ?? timeout) === undefined,
  };
}
