/** What a node gets besides its input. */
import type { Attempt } from './attempt.ts';
import type { Run } from './run.ts';
import type { Task } from './task.ts';

/** Second argument of every node and conditional edge. */
export interface NodeRuntime<Context = unknown> {
  /** Name of the running node. */
  readonly node: string;
  /** Number of the super-step, 1 for the first; 0 for a conditional edge from START. A thread counts on from run to run. */
  readonly step: number;
  /** Aborts when the run stops early, for whatever reason. Hand it to whatever the node waits for. */
  readonly signal: AbortSignal;
  /** The caller's `context`, the same object for the whole run. */
  readonly context: Context;
  /** Hands `data` to the `custom` stream; without one it goes nowhere. Never throws, may be taken off the object. */
  readonly emit: (data: unknown) => void;
  /**
   * Resolves when the reader of the stream has caught up, at once where nobody reads. A run waits for its reader between
   * super-steps by itself; a node that emits thousands of chunks awaits this now and then. May be taken off the object.
   */
  readonly drained: () => Promise<void>;
  /**
   * Hands a message, or a part of one, to the `messages` stream; without one it goes nowhere. Never throws, may be taken off the object.
   *
   * @param metadata told with it, besides the node and the super-step
   */
  readonly message: (message: unknown, metadata?: Readonly<Record<string, unknown>>) => void;
  /** A sign of life for a node with an idle timeout; does nothing for others. May be taken off the object. */
  readonly heartbeat: () => void;
  /** Whether the run was asked to stop before the next super-step: nothing need be cut short, but long work may end here. */
  readonly drainRequested: boolean;
  /** The thread that the run belongs to, if it is kept. */
  readonly threadId: string | undefined;
  /** Unique in the thread, and the same when the task runs again after a failure or a pause. */
  readonly taskId: string | undefined;
  /**
   * The key for effects that must happen once: unique among all threads, and the same whenever the task runs again, by a retry, after an
   * answer, or in another process after this one died. Absent where nothing is kept.
   */
  readonly idempotencyKey: string | undefined;
  /**
   * Asks and waits for an answer, see {@link interrupt}; unlike that function also after the node has awaited something.
   * May be taken off the object.
   */
  readonly interrupt: <Answer = unknown>(question?: unknown) => Answer;
}

/** Looks everything up when it is asked for: most nodes read little of it. */
export class TaskRuntime implements NodeRuntime {
  readonly #run: Run;
  readonly #task: Task;
  readonly #attempt: Attempt | undefined;

  /** @param attempt the timed attempt of the task that it belongs to, if it does */
  constructor(run: Run, task: Task, attempt?: Attempt) {
    this.#run = run;
    this.#task = task;
    this.#attempt = attempt;
  }

  /** What a subgraph needs to know of the task it runs as; `undefined` for a runtime that is not the engine's. */
  static placeOf(runtime: object): { readonly run: Run; readonly task: Task } | undefined {
    return #task in runtime ? { run: runtime.#run, task: runtime.#task } : undefined;
  }

  get node(): string {
    return this.#task.node;
  }

  get step(): number {
    return this.#task.step;
  }

  get signal(): AbortSignal {
    return this.#attempt?.signal ?? this.#run.stop.signal;
  }

  get context(): unknown {
    return this.#run.context;
  }

  get emit(): (data: unknown) => void {
    const { emit } = this.#run;
    const attempt = this.#attempt;
    if (attempt === undefined) return emit;
    return (data) => {
      attempt.heartbeat();
      emit(data);
    };
  }

  get drained(): () => Promise<void> {
    return () => this.#run.sink?.drained() ?? Promise.resolve();
  }

  get message(): (message: unknown, metadata?: Readonly<Record<string, unknown>>) => void {
    return (message, metadata) => {
      this.#attempt?.heartbeat();
      this.#run.sink?.message(this.#task, message, metadata);
    };
  }

  get heartbeat(): () => void {
    return () => this.#attempt?.heartbeat();
  }

  get drainRequested(): boolean {
    return this.#run.drain?.aborted ?? false;
  }

  get threadId(): string | undefined {
    return this.#run.journal?.threadId;
  }

  get taskId(): string | undefined {
    return this.#task.id;
  }

  get idempotencyKey(): string | undefined {
    const { taskId } = this;
    return taskId && `${this.threadId}/${taskId}`;
  }

  get interrupt(): <Answer = unknown>(question?: unknown) => Answer {
    // The answer is whatever the caller of resume gave.
    return <Answer>(question?: unknown) => this.#task.ask(question) as Answer;
  }
}
