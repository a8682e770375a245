/** What cases of LangChain's saver contract are made of. */
import type { LangChainSaver, SaverConfig, StoredCheckpoint, StoredTuple } from '../../../savers/index.ts';
import { same } from '../check.ts';
import type { CaseOf } from '../conformance-case.ts';

/** What `list()` is to leave out. */
export interface CheckpointListOptions {
  /** How many at most. */
  readonly limit?: number;
  /** Only those before the checkpoint with this `checkpoint_id`. */
  readonly before?: SaverConfig;
  /** Only those whose metadata has these very values. */
  readonly filter?: Readonly<Record<string, unknown>>;
}

/** `BaseCheckpointSaver` of `@langchain/langgraph-checkpoint`, as far as it is tested here. */
export interface CheckpointSaver extends LangChainSaver {
  list(config: SaverConfig, options?: CheckpointListOptions): AsyncIterable<StoredTuple>;
}

/** What a case has to work with. */
export interface CheckpointContext {
  /** Keeps nothing yet. */
  readonly saver: CheckpointSaver;
  /** A second one on the same store, if there can be one. */
  readonly another: (() => Promise<CheckpointSaver>) | undefined;
}

export type CheckpointCase = CaseOf<CheckpointContext>;

/** Ids as LangGraph makes them: they sort as they are counted. */
export function idOf(place: number): string {
  return `1f0c0000-0000-6000-8000-${String(place).padStart(12, '0')}`;
}

/** A place in a store. */
export function at(thread: string, id?: string, namespace = ''): SaverConfig {
  const place = { thread_id: thread, checkpoint_ns: namespace };
  return { configurable: id === undefined ? place : { ...place, checkpoint_id: id } };
}

export function checkpointOf(id: string, values: Readonly<Record<string, unknown>> = {}): StoredCheckpoint {
  const versions = Object.fromEntries(Object.keys(values).map((channel) => [channel, 1]));
  const ts = '2026-01-01T00:00:00.000Z';
  return { v: 4, id, ts, channel_values: values, channel_versions: versions, versions_seen: {} };
}

/** What a checkpoint is put with. */
export interface PutParts {
  readonly values?: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  readonly namespace?: string;
  /** Besides what every checkpoint has. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Puts a checkpoint. Answers the place of it. */
export async function put(
  saver: CheckpointSaver,
  thread: string,
  id: string,
  { values = {}, parent, namespace = '', metadata = {} }: PutParts = {},
): Promise<SaverConfig> {
  const checkpoint = checkpointOf(id, values);
  const about = { source: 'loop', step: 1, parents: {}, ...metadata } as const;
  await saver.put(at(thread, parent, namespace), checkpoint, about, checkpoint.channel_versions);
  return at(thread, id, namespace);
}

export async function listed(
  saver: CheckpointSaver,
  config: SaverConfig,
  options?: CheckpointListOptions,
): Promise<StoredTuple[]> {
  const all: StoredTuple[] = [];
  for await (const tuple of saver.list(config, options)) all.push(tuple);
  return all;
}

export async function idsOf(
  saver: CheckpointSaver,
  config: SaverConfig,
  options?: CheckpointListOptions,
): Promise<string[]> {
  return (await listed(saver, config, options)).map(({ checkpoint }) => checkpoint.id);
}

/** Says what is pending, task by task and in the order of writing. */
export async function sameWrites(saver: CheckpointSaver, config: SaverConfig, expected: unknown): Promise<void> {
  const writes = (await saver.getTuple(config))?.pendingWrites ?? [];
  const sorted = writes.toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)));
  same('what is pending', sorted, expected);
}
