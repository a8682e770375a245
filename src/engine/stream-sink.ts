/** Turns what happens in a run into the chunks a reader asked for. */
import type { EventStream } from '../base/index.ts';
import type { TaskOutcome } from './hooks.ts';
import type { Run } from './run.ts';
import type { RunSink, StepEnd } from './run-ports.ts';
import type { Interrupt } from './saver.ts';
import type { StopControl } from './stop-control.ts';
import {
  type CheckpointEvent,
  type CheckpointsChunk,
  type DebugChunk,
  type StreamChunk,
  type StreamMode,
  type TaskEvent,
  type TasksChunk,
} from './stream-modes.ts';
import type { Task } from './task.ts';

export interface SinkOptions {
  readonly modes: readonly StreamMode[];
  /** Whether subgraphs are told of too. */
  readonly subgraphs: boolean;
}

/** Makes only the chunks of the modes asked for. */
export class StreamSink implements RunSink {
  readonly #stream: EventStream<StreamChunk, unknown>;
  readonly #options: SinkOptions;
  readonly #asked: Readonly<Partial<Record<StreamMode, boolean>>>;
  /** Put on every chunk. */
  readonly #origin: { readonly namespace?: readonly string[] };
  /** The reader is far behind. */
  #full = false;

  constructor(
    stream: EventStream<StreamChunk, unknown>,
    options: SinkOptions,
    origin: { readonly namespace?: readonly string[] } = {},
  ) {
    this.#stream = stream;
    this.#options = options;
    this.#origin = origin;
    // A record rather than a set: it is asked for every token.
    this.#asked = Object.fromEntries(options.modes.map((mode) => [mode, true]));
  }

  /** The sink of a subgraph that runs as `node`; absent where the reader wants no subgraphs. */
  within(node: string): StreamSink | undefined {
    if (!this.#options.subgraphs) return undefined;
    return new StreamSink(this.#stream, this.#options, { namespace: [...(this.#origin.namespace ?? []), node] });
  }

  stepStart(): void {}

  readonly custom = (data: unknown): void => {
    if (this.#asked.custom) this.#push({ mode: 'custom', data });
  };

  message({ node, step }: Task, message: unknown, metadata: Readonly<Record<string, unknown>> | undefined): void {
    if (this.#asked.messages)
      this.#push({ mode: 'messages', data: { message, metadata: { ...metadata, node, step } } });
  }

  interrupts(data: readonly Interrupt[]): void {
    if (this.#asked.interrupts) this.#push({ mode: 'interrupts', data });
  }

  taskStart(task: Task): void {
    if (!this.#tellsTasks) return;
    // The state is a view, which will have changed when the chunk is read.
    const input = task.sent ? task.input : { ...(task.input as object) };
    this.#task({ ...taskKey(task), event: 'start', input });
  }

  taskEnd(task: Task, outcome: TaskOutcome): void {
    if (this.#asked.updates && task.complete)
      this.#push({ mode: 'updates', data: { [task.node]: task.update ?? null } });
    if (!this.#tellsTasks || outcome.status === 'abandoned') return;
    const { status, ...rest } = outcome;
    this.#task({ ...taskKey(task), event: status, ...rest } as TaskEvent);
  }

  stepEnd(run: Run, { source, changes, next }: StepEnd): void {
    if (this.#asked.values && (changes.size > 0 || source === 'input'))
      this.#push({ mode: 'values', data: { ...run.values.output } });
    if (!this.#asked.checkpoints && !this.#asked.debug) return;
    const data: CheckpointEvent<unknown> = {
      checkpoint: run.journal?.checkpoint,
      step: run.step - 1,
      source,
      values: { ...run.values.output },
      next: next.map(({ node }) => node),
    };
    this.#tell({ mode: 'checkpoints', data }, { type: 'checkpoint', payload: data });
  }

  /**
   * Lets the reader read, between two super-steps: one microtask for a reader who keeps up, as long as it takes for one who does not.
   * A run is thus never more than a super-step ahead of the stream's bound.
   */
  pace(stop: StopControl): Promise<void> | undefined {
    if (!this.#full) return undefined;
    this.#full = false;
    return stop.until((wake) => void this.#stream.drained().then(wake));
  }

  /** Resolves when the reader has caught up, or has left. */
  drained(): Promise<void> {
    return this.#stream.drained();
  }

  get #tellsTasks(): boolean {
    return (this.#asked.tasks ?? this.#asked.debug) === true;
  }

  #task(data: TaskEvent): void {
    this.#tell({ mode: 'tasks', data }, { type: 'task', payload: data });
  }

  #tell(chunk: TasksChunk | CheckpointsChunk<unknown>, data: DebugChunk<unknown>['data']): void {
    if (this.#asked[chunk.mode]) this.#push(chunk);
    if (this.#asked.debug) this.#push({ mode: 'debug', data });
  }

  #push(chunk: StreamChunk): void {
    const told = this.#origin.namespace === undefined ? chunk : { ...chunk, ...this.#origin };
    if (!this.#stream.push(told)) this.#full = true;
  }
}

function taskKey({ id, node, step }: Task): {
  readonly id: string | undefined;
  readonly node: string;
  readonly step: number;
} {
  return { id, node, step };
}
