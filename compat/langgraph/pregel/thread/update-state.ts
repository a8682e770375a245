/** Writes into a thread as a super-step that no node ran. */
import { patchConfig, type RunnableConfig, mergeConfigs } from '@langchain/core/runnables';
import {
  compareChannelVersions,
  emptyCheckpoint,
  uuid5,
  type BaseCheckpointSaver,
  type CheckpointMetadata,
  type CheckpointTuple,
} from '@langchain/langgraph-checkpoint';
import { COPY, END, INPUT, INTERRUPT, PUSH } from '../../reserved-names.ts';
import { InvalidUpdateError } from '../../errors/index.ts';
import { inputWrites } from '../run-input.ts';
import type { ChannelValue } from '../task-frame.ts';
import { checkpointId } from './checkpoint-id.ts';
import { nextTasks } from './next-tasks.ts';
import { claimPending, takePending, withCheckpointMap } from './state-snapshot.ts';
import type { AnyPregel } from '../pregel.ts';
import { newVersions, ThreadPoint, type Versions } from './thread-point.ts';
import { runWriters } from './run-writers.ts';

export interface StateUpdate {
  readonly values?: unknown;
  readonly asNode?: string | undefined;
  readonly taskId?: string | undefined;
}

/** Everything that the updates of one super-step have to do with. */
interface Place {
  readonly graph: AnyPregel;
  readonly saver: BaseCheckpointSaver;
  readonly saved: CheckpointTuple | undefined;
  readonly point: ThreadPoint;
  readonly config: RunnableConfig;
  readonly before: Versions;
  readonly step: number;
  /** Whether the caller named the checkpoint to go on from. */
  readonly named: boolean;
}

/** @returns the config of the new checkpoint */
export async function applySuperstep(
  graph: AnyPregel,
  saver: BaseCheckpointSaver,
  startConfig: RunnableConfig,
  updates: readonly StateUpdate[],
): Promise<RunnableConfig> {
  const place = await placeOf(graph, saver, startConfig);
  const { values, asNode } = updates[0] ?? {};
  const single = (refusal: string): void => {
    if (updates.length > 1) throw new InvalidUpdateError(refusal);
  };
  if ((values === null || values === undefined) && asNode === undefined) {
    single('Cannot create empty checkpoint with multiple updates');
    return store(place, 'update', place.step + 1, { unchanged: true });
  }
  if (values === null && asNode === END) {
    single('Cannot apply multiple updates when clearing state');
    return endThread(place);
  }
  if (asNode === COPY) {
    single('Cannot copy checkpoint with multiple updates');
    return copyThread(place, values);
  }
  if (asNode === INPUT) {
    single('Cannot apply multiple updates when updating as input');
    return takeInput(place, values);
  }
  return update(place, updates);
}

async function placeOf(graph: AnyPregel, saver: BaseCheckpointSaver, startConfig: RunnableConfig): Promise<Place> {
  const config = graph.config === undefined ? startConfig : mergeConfigs(graph.config, startConfig);
  const saved = await saver.getTuple(config);
  const point = await ThreadPoint.at(graph._program(), saver, saved, config);
  const checkpoint_ns = (config.configurable?.checkpoint_ns as string | undefined) ?? '';
  const configurable = { ...config.configurable, checkpoint_ns, ...saved?.config.configurable };
  const step = saved?.metadata?.step ?? -1;
  const named = config.configurable?.checkpoint_id !== undefined;
  return {
    graph,
    saver,
    saved,
    point,
    config: { ...config, configurable },
    before: { ...point.versions },
    step,
    named,
  };
}

async function update(place: Place, updates: readonly StateUpdate[]): Promise<RunnableConfig> {
  const { graph, saver, saved, point, config, step } = place;
  const namespace = (config.configurable?.checkpoint_ns as string | undefined) ?? '';
  if (!place.named && point.pending.length > 0) {
    const tasks = nextTasks(point, namespace, step + 1);
    if (point.unclaimed.length > 0) point.apply([{ name: INPUT, triggers: [], writes: point.unclaimed }], false);
    takePending(point, tasks);
  }
  const named = updates.map((it) => ({ ...it, asNode: writerOf(place, updates, it) }));
  const tasks = [];
  for (const { asNode, values, taskId } of named) {
    const program = graph._program().byName.get(asNode);
    if (program === undefined) throw new InvalidUpdateError(`Node "${asNode}" does not exist`);
    if (program.writers.length === 0) throw new InvalidUpdateError(`No writers found for node "${asNode}"`);
    const runConfig = patchConfig({ ...config, store: graph.store } as RunnableConfig, {
      runName: config.runName ?? `${graph.getName()}UpdateState`,
    });
    const writes = await runWriters(point, program, values, runConfig);
    tasks.push({ name: asNode, id: taskId ?? uuid5(INTERRUPT, point.id), triggers: [INTERRUPT], writes });
  }
  for (const { id, writes } of tasks) {
    const written = writes.filter(([channel]) => channel !== PUSH);
    if (saved !== undefined && written.length > 0) await saver.putWrites(config, pairs(written), id);
  }
  point.apply(tasks);
  return store(place, 'update', step + 1, {});
}

function pairs(writes: readonly ChannelValue[]): [string, unknown][] {
  return writes.map(([channel, value]) => [channel, value]);
}

/** The node that an update counts as written by. */
function writerOf({ graph, point }: Place, updates: readonly StateUpdate[], { asNode }: StateUpdate): string {
  if (asNode !== undefined) return asNode;
  if (updates.length > 1) throw new InvalidUpdateError('"asNode" is required when applying multiple updates');
  const nodes = Object.keys(graph.nodes as object);
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only;
  const ran = Object.entries(point.seen)
    .filter(([name]) => name !== INTERRUPT)
    .flatMap(([name, versions]) => Object.values(versions).map((version) => ({ name, version })))
    .sort((a, b) => compareChannelVersions(a.version, b.version));
  const last = ran.at(-1);
  if (last === undefined) {
    const { inputChannels } = graph;
    if (typeof inputChannels === 'string' && nodes.includes(inputChannels)) return inputChannels;
  } else if (ran.length === 1 || last.version !== ran.at(-2)?.version) return last.name;
  throw new InvalidUpdateError('Ambiguous update, specify "asNode"');
}

/** Nothing is left to run. */
function endThread(place: Place): Promise<RunnableConfig> {
  const { point, saved, config, step } = place;
  if (saved !== undefined) {
    const namespace = (config.configurable?.checkpoint_ns as string | undefined) ?? '';
    const tasks = nextTasks(point, namespace, step + 1);
    if (point.unclaimed.length > 0) point.apply([{ name: INPUT, triggers: [], writes: point.unclaimed }]);
    claimPending(point, tasks);
    point.apply(tasks);
  }
  return store(place, 'update', step + 1, { metadata: saved?.metadata });
}

async function takeInput(place: Place, values: unknown): Promise<RunnableConfig> {
  const { graph, saver, saved, point } = place;
  const keys = graph.inputChannels as string | string[];
  const writes = inputWrites(keys, values);
  if (writes.length === 0)
    throw new InvalidUpdateError(`Received no input writes for ${JSON.stringify(keys, null, 2)}`);
  point.apply([{ name: INPUT, triggers: [], writes }]);
  const step = saved?.metadata?.step === undefined ? -1 : saved.metadata.step + 1;
  const before = point.id;
  const stored = await store(place, 'input', step, { raw: true });
  await saver.putWrites(stored, pairs(writes), uuid5(INPUT, before));
  return withCheckpointMap(stored, saved?.metadata);
}

/** The same place once more, on a branch of its own; with updates by node, as if its tasks had come to them. */
async function copyThread(place: Place, values: unknown): Promise<RunnableConfig> {
  const { graph, saver, saved, step } = place;
  if (saved === undefined) throw new InvalidUpdateError('Cannot copy a non-existent checkpoint');
  const checkpoint = { ...saved.checkpoint, id: checkpointId(step, saved.checkpoint.id), ts: new Date().toISOString() };
  const from = saved.parentConfig ?? {
    ...saved.config,
    configurable: { ...saved.config.configurable, checkpoint_id: undefined },
  };
  const metadata = { source: 'fork', step: step + 1, parents: saved.metadata?.parents ?? {} } as CheckpointMetadata;
  const stored = await saver.put(from, checkpoint, metadata, {});
  if (!isUpdatesByNode(values)) return withCheckpointMap(stored, saved.metadata);
  const copied = await ThreadPoint.at(graph._program(), saver, { ...saved, checkpoint, config: stored }, stored);
  const namespace = (stored.configurable?.checkpoint_ns as string | undefined) ?? '';
  const tasks = nextTasks(copied, namespace, step + 2);
  const byNode = Map.groupBy(values, ([, asNode]) => asNode);
  const updates = [...byNode].flatMap(([asNode, entries]) => {
    const ids = tasks.filter(({ name }) => name === asNode).map(({ id }) => id);
    return entries.map(([update], place) => ({ values: update, asNode, taskId: ids[place] }));
  });
  return applySuperstep(graph, saver, withCheckpointMap(stored, saved.metadata), updates);
}

function isUpdatesByNode(values: unknown): values is [update: unknown, asNode: string][] {
  return Array.isArray(values) && values.length > 0 && values.every((it) => Array.isArray(it) && it.length === 2);
}

interface StoreOptions {
  /** Whether the channels are as the last checkpoint has them. */
  readonly unchanged?: boolean;
  /** Whether the config is told as the saver gave it. */
  readonly raw?: boolean;
  readonly metadata?: CheckpointMetadata | undefined;
}

async function store(
  place: Place,
  source: CheckpointMetadata['source'],
  step: number,
  options: StoreOptions,
): Promise<RunnableConfig> {
  const { saver, saved, point, config, before } = place;
  const parents = saved?.metadata?.parents ?? {};
  const metadata = { ...options.metadata, source, step, parents } as CheckpointMetadata;
  point.id = checkpointId(step, point.id);
  point.ts = new Date().toISOString();
  const { id, ts } = point;
  const checkpoint = options.unchanged ? { ...(saved?.checkpoint ?? emptyCheckpoint()), id, ts } : point.checkpoint();
  const changed = options.unchanged ? {} : newVersions(before, point.versions);
  const stored = await saver.put(config, checkpoint, metadata, changed);
  return options.raw ? stored : withCheckpointMap(stored, saved?.metadata);
}
