/** The node that runs in place of one that has failed for good: in the same super-step, as a task of its own. */
import { Task } from '../../../src/engine/internal.ts';
import { CONFIG_KEY_NODE_ERROR, PUSH } from '../constants.ts';
import { NodeError } from '../errors/index.ts';
import type { CachePolicy, TimeoutPolicy } from './policies.ts';
import type { NodeProgram } from './pregel-program.ts';
import { TaskFrame, type TaskPath } from './task-frame.ts';
import { handlerTaskId } from './task-id.ts';

export class HandlerFrame extends TaskFrame {
  readonly #failed: TaskFrame;
  readonly #error: unknown;

  /** @param failed gets its input and its place to the handler */
  constructor(failed: TaskFrame, handler: NodeProgram, error: unknown) {
    const { run, program } = failed;
    const task = new Task(run.engineRun, handler.planNode, failed.input, false);
    task.sent = true;
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

/** @returns the handler's task, which has joined those of the super-step; nothing where the node has no handler */
export function addHandler(failed: TaskFrame, error: unknown): HandlerFrame | undefined {
  const { run, program } = failed;
  const { errorHandler } = program.policies;
  const handler = errorHandler === undefined ? undefined : run.program.byName.get(errorHandler);
  if (handler === undefined) return undefined;
  const frame = new HandlerFrame(failed, handler, error);
  // The loop goes over this very list.
  const tasks = run.tasks as Task[];
  const after = tasks.findIndex(({ scope }) => scope instanceof HandlerFrame && scope.order > frame.order);
  tasks.splice(after === -1 ? tasks.length : after, 0, frame.task);
  return frame;
}
