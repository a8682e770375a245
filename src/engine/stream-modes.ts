/** What a reader of a run can be told. */
import type { CheckpointSource, Interrupt } from './saver.ts';

/** Every mode, with what it tells. */
export const STREAM_MODES = [
  'values',
  'updates',
  'messages',
  'custom',
  'interrupts',
  'tasks',
  'checkpoints',
  'debug',
] as const;
export type StreamMode = (typeof STREAM_MODES)[number];

/** Where a chunk comes from. */
export interface ChunkOrigin {
  /** Names of the nodes from the graph down to the subgraph that it comes from; absent for the graph itself. */
  readonly namespace?: readonly string[];
}

/** `values`: the whole state after the input, and after each super-step that wrote something. */
export interface ValuesChunk<State> extends ChunkOrigin {
  readonly mode: 'values';
  readonly data: State;
}

/** `updates`: what a node returned, as soon as its task has ended; `null` if it returned nothing. */
export interface UpdatesChunk<Update> extends ChunkOrigin {
  readonly mode: 'updates';
  readonly data: Readonly<Record<string, Update | null>>;
}

/** `messages`: what nodes gave to `runtime.message`, tokens of a model for instance. */
export interface MessagesChunk extends ChunkOrigin {
  readonly mode: 'messages';
  readonly data: {
    readonly message: unknown;
    /** What the node gave, and which node in which super-step it was. */
    readonly metadata: Readonly<Record<string, unknown>> & { readonly node: string; readonly step: number };
  };
}

/** `custom`: what nodes gave to `runtime.emit`. */
export interface CustomChunk extends ChunkOrigin {
  readonly mode: 'custom';
  readonly data: unknown;
}

/** `interrupts`: what the run waits for, last and only if it is paused; empty at a breakpoint. */
export interface InterruptsChunk extends ChunkOrigin {
  readonly mode: 'interrupts';
  readonly data: readonly Interrupt[];
}

/** How a task began or ended. */
export type TaskEvent = {
  /** Absent where nothing is kept. */
  readonly id: string | undefined;
  readonly node: string;
  readonly step: number;
} & (
  | { readonly event: 'start'; readonly input: unknown }
  | { readonly event: 'done'; readonly update: unknown }
  | { readonly event: 'failed'; readonly error: unknown }
  | { readonly event: 'paused'; readonly interrupts: readonly Interrupt[] }
);

/** `tasks`: every start and end of a task. */
export interface TasksChunk extends ChunkOrigin {
  readonly mode: 'tasks';
  readonly data: TaskEvent;
}

/** Where a run stands between two super-steps. */
export interface CheckpointEvent<State> {
  /** Its id; absent where nothing is kept. */
  readonly checkpoint: string | undefined;
  readonly step: number;
  readonly source: CheckpointSource;
  readonly values: State;
  /** Names of the nodes that run next. */
  readonly next: readonly string[];
}

/** `checkpoints`: where the run stands after the input and after every super-step. */
export interface CheckpointsChunk<State> extends ChunkOrigin {
  readonly mode: 'checkpoints';
  readonly data: CheckpointEvent<State>;
}

/** `debug`: what `tasks` and `checkpoints` tell, in one. */
export interface DebugChunk<State> extends ChunkOrigin {
  readonly mode: 'debug';
  readonly data:
    | { readonly type: 'task'; readonly payload: TaskEvent }
    | { readonly type: 'checkpoint'; readonly payload: CheckpointEvent<State> };
}

export type StreamChunk<State = unknown, Update = unknown> =
  | ValuesChunk<State>
  | UpdatesChunk<Update>
  | MessagesChunk
  | CustomChunk
  | InterruptsChunk
  | TasksChunk
  | CheckpointsChunk<State>
  | DebugChunk<State>;
