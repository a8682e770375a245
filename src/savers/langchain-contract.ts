/** LangChain's saver contract as far as it is used here, told by its shape: checkpoints of version 4. */

/** Grows with every change of a channel; which of the two it is, the saver decides. */
export type Version = number | string;

export interface StoredCheckpoint {
  readonly v: number;
  /** UUID of version 6: sorts by time. */
  readonly id: string;
  readonly ts: string;
  readonly channel_values: Readonly<Record<string, unknown>>;
  readonly channel_versions: Readonly<Record<string, Version>>;
  /** Node → channel → the version that made the node run last. */
  readonly versions_seen: Readonly<Record<string, Readonly<Record<string, Version>>>>;
}

export interface StoredMetadata {
  readonly source: 'input' | 'loop' | 'update' | 'fork';
  readonly step: number;
  /** Namespaces of the graphs around it → their checkpoints. */
  readonly parents: Readonly<Record<string, string>>;
}

export interface SaverConfig {
  readonly configurable?: {
    readonly thread_id?: string;
    readonly checkpoint_ns?: string;
    readonly checkpoint_id?: string;
  };
}

/** Id of a task, channel, value. */
export type PendingWrite = readonly [task: string, channel: string, value: unknown];

/** Channel and value. */
export type StoredWrite = readonly [channel: string, value: unknown];

export interface StoredTuple {
  readonly config: SaverConfig;
  readonly checkpoint: StoredCheckpoint;
  readonly metadata?: Partial<StoredMetadata> | undefined;
  readonly parentConfig?: SaverConfig | undefined;
  readonly pendingWrites?: readonly PendingWrite[] | undefined;
}

/** What `BaseCheckpointSaver` of `@langchain/langgraph-checkpoint` looks like from outside. */
export interface LangChainSaver {
  getTuple(config: SaverConfig): Promise<StoredTuple | undefined>;
  list(config: SaverConfig): AsyncIterable<StoredTuple>;
  put(
    config: SaverConfig,
    checkpoint: StoredCheckpoint,
    metadata: StoredMetadata,
    newVersions: Readonly<Record<string, Version>>,
  ): Promise<unknown>;
  putWrites(config: SaverConfig, writes: StoredWrite[], taskId: string): Promise<void>;
  deleteThread(threadId: string): Promise<void>;
  getNextVersion(current: Version | undefined): Version;
}

/** Holds the input until it is taken; also the name of the task that takes it. */
export const START_CHANNEL = '__start__';
/** Holds what was sent. */
export const SENDS_CHANNEL = '__pregel_tasks';
/** Holds `null` while an edge leads to the node of that name. */
export const BRANCH_PREFIX = 'branch:to:';

/** In `versions_seen`: what there was when a run was gone on with, and when an input came. */
export const INTERRUPT_CHANNEL = '__interrupt__';
export const INPUT_READER = '__input__';

export const ERROR_CHANNEL = '__error__';
export const RESUME_CHANNEL = '__resume__';
export const NO_WRITES_CHANNEL = '__no_writes__';

/** The task of writes that belong to none. */
export const NULL_TASK = '00000000-0000-0000-0000-000000000000';
