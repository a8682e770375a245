/** The node that runs in place of one that has failed for good: in the same super-step, as a task of its own. */
import { Task } from '../../../src/engine/internal.ts';
import { CONFIG_KEY_NODE_ERROR, PUSH } from '../reserved-names.ts';
import { NodeError } from '../errors/index.ts';
import type { CachePolicy, TimeoutPolicy } from './policies.ts';
import type { NodeProgram } from './pregel-program.ts';
import { TaskFrame, type TaskPath } from './task-frame.ts';
import { handlerTaskId } from './task-id.ts';

/** Place of handlers among the tasks that were sent for: among themselves they are in {@link HandlerFrame.order}. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER;

export class HandlerFrame extends TaskFrame {
  readonly #failed: TaskFrame;
  readonly #error: unknown;

  /** @param failed gets its input and its place to the handler */
  constructor(failed: TaskFrame, handler: NodeProgram, error: unknown) {
    const { run, program } = failed;
    const task = new Task(run.engineRun, handler.planNode, failed.input, false);
    task.sent = true;
    task.place = AFTER_ALL;
    super(run, task, {
      ...handler,
      tags: [...program.tags, ...handler.tags],
      metadata: { ...program.metadata, ...handler.metadata },
    });
    this.#failed = failed;
    this.#error = error;
    task.id = handlerTaskId(failed, run.step, handler.name, run.checkpointId);
    task.scope = this;
  }

  /** Writes of handlers are applied in the order of it, after those of all other tasks. */
  get order(): string {
    return `${this.#failed.name}|${this.name}`;
  }

  override get path(): TaskPath {
    return [PUSH, this.#failed.name, this.name, false];
  }

  override get namespace(): string {
    return `${this.#failed.namespace}|${this.name}:${this.id}`;
  }

  override get timeout(): TimeoutPolicy | undefined {
    return undefined;
  }

  override get cachePolicy(): CachePolicy | undefined {
    return undefined;
  }

  override get ownConfigurable(): Readonly<Record<string, unknown>> {
    return { [CONFIG_KEY_NODE_ERROR]: new NodeError(this.#failed.name, this.#error as Error) };
  }

  override get outerNamespaces(): readonly string[] {
    return [...this.#failed.outerNamespaces, this.#failed.namespace];
  }
}

/** @returns the handler's task; nothing where the node has no handler */
export function handlerOf(failed: TaskFrame, error: unknown): HandlerFrame | undefined {
  const { run, program } = failed;
  const { errorHandler } = program.policies;
  const handler = errorHandler === undefined ? undefined : run.program.byName.get(errorHandler);
  return handler && new HandlerFrame(failed, handler, error);
}

/** Makes a handler's task one of the super-step. One that is `selected` will be started by the loop. */
export function joinStep({ run, order, task }: HandlerFrame): void {
  // The loop goes over this very list.
  const tasks = run.tasks as Task[];
  const after = tasks.findIndex(({ scope }) => scope instanceof HandlerFrame && scope.order > order);
  tasks.splice(after === -1 ? tasks.length : after, 0, task);
}
