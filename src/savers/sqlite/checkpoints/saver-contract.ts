/** LangChain's saver contract as `BaseCheckpointSaver` of `@langchain/langgraph-checkpoint` 1 has it, without that package. */

export type Version = number | string;

export type Versions = Record<string, Version>;

export interface GraphCheckpoint {
  v: number;
  id: string;
  ts: string;
  channel_values: Record<string, unknown>;
  channel_versions: Versions;
  /** Node → channel → the version that made the node run last. */
  versions_seen: Record<string, Versions>;
}

/** Metadata of a checkpoint: these, and whatever else the run was given. */
export interface GraphMetadata {
  source: 'input' | 'loop' | 'update' | 'fork';
  step: number;
  /** Namespaces of the graphs around it → their checkpoints. */
  parents: Record<string, string>;
}

/** Of what is given; ids are checked, as they may come from anywhere. */
export interface GivenConfig {
  readonly configurable?: Readonly<Record<string, unknown>> | undefined;
}

export interface CheckpointConfig {
  configurable: { thread_id: string; checkpoint_ns: string; checkpoint_id: string };
}

/** Id of a task, channel, value. */
export type PendingWrite = [task: string, channel: string, value: unknown];

export interface GraphTuple {
  config: CheckpointConfig;
  checkpoint: GraphCheckpoint;
  metadata: GraphMetadata;
  parentConfig?: CheckpointConfig;
  pendingWrites: PendingWrite[];
}

export interface ListOptions {
  /** How many at most. */
  readonly limit?: number | undefined;
  /** Only what was put before the checkpoint with this `checkpoint_id`. */
  readonly before?: GivenConfig | undefined;
  /** Only those whose metadata has these very values. */
  readonly filter?: Readonly<Record<string, unknown>> | undefined;
}

/** What was written to a channel since a value of it was stored; without `seed` where none was. */
export interface ChannelHistory {
  writes: PendingWrite[];
  seed?: unknown;
}

/** A serialiser as LangChain's savers take one. */
export interface Serde {
  dumpsTyped(data: unknown): Promise<[string, Uint8Array]>;
  loadsTyped(type: string, data: Uint8Array | string): Promise<unknown>;
}

/** Holds what was sent. */
export const SENDS_CHANNEL = '__pregel_tasks';
/** Holds why a task failed. */
export const ERROR_CHANNEL = '__error__';

/** Channels of which a task has one write, the last one, and the place of it. */
const SPECIAL_PLACES: ReadonlyMap<string, number> = new Map([
  [ERROR_CHANNEL, -1],
  ['__scheduled__', -2],
  ['__interrupt__', -3],
  ['__resume__', -4],
]);

/** @param index place of the write among those that are written with it */
export function placeOfWrite(channel: string, index: number): number {
  return SPECIAL_PLACES.get(channel) ?? index;
}

export function newestVersion(versions: Versions): Version | undefined {
  let newest: Version | undefined;
  for (const version of Object.values(versions)) {
    if (newest === undefined || compareVersions(version, newest) > 0) newest = version;
  }
  return newest;
}

function compareVersions(one: Version, other: Version): number {
  return typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other));
}
