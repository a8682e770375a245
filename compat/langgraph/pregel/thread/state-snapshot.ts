/** A checkpoint as callers see it. */
import type { RunnableConfig } from '@langchain/core/runnables';
import type { BaseCheckpointSaver, CheckpointMetadata, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import { ERROR, INPUT, INTERRUPT } from '../../reserved-names.ts';
import { readChannels } from '../channel-output.ts';
import type { PregelTaskDescription, StateSnapshot } from '../pregel-options.ts';
import { nextTasks, type NextTask } from './next-tasks.ts';
import { describeTasks } from './task-descriptions.ts';
import type { AnyPregel } from '../pregel.ts';
import { ThreadPoint } from './thread-point.ts';

export interface SnapshotRequest {
  readonly config: RunnableConfig;
  readonly saved: CheckpointTuple | undefined;
  readonly saver: BaseCheckpointSaver;
  /** Whether to tell where graphs within the tasks stand. */
  readonly subgraphs: boolean;
  /** Whether the values are to have what tasks have written that wait for others to end. */
  readonly withPending: boolean;
}

export async function snapshot(graph: AnyPregel, request: SnapshotRequest): Promise<StateSnapshot> {
  const { config, saved, saver } = request;
  if (saved === undefined) return { values: {}, next: [], config, tasks: [] };
  const point = await ThreadPoint.at(graph._program(), saver, saved, config);
  if (point.unclaimed.length > 0) point.apply([{ name: INPUT, triggers: [], writes: point.unclaimed }], false);
  const configurable = (saved.config.configurable ?? {}) as Readonly<Record<string, unknown>>;
  const namespace = (configurable.checkpoint_ns as string | undefined) ?? '';
  const tasks = nextTasks(point, namespace, (saved.metadata?.step ?? -1) + 1);
  const states = await subgraphStates(graph, tasks, namespace, request);
  if (request.withPending) takePending(point, tasks);
  const keys = graph.streamChannelsAsIs as string | string[];
  const threadId = configurable.thread_id;
  const metadata = (
    saved.metadata && threadId ? { ...saved.metadata, thread_id: threadId } : saved.metadata
  ) as CheckpointMetadata;
  return {
    values: readChannels(point.program, point.values, keys),
    next: tasks.filter(({ writes }) => writes.length === 0).map(({ name }) => name),
    tasks: describeTasks(tasks, saved.pendingWrites ?? [], states, keys),
    metadata,
    config: withCheckpointMap(saved.config, saved.metadata),
    createdAt: saved.checkpoint.ts,
    parentConfig: saved.parentConfig,
  };
}

/** Gives tasks what they have written. */
export function claimPending(point: ThreadPoint, tasks: readonly NextTask[]): void {
  for (const [taskId, channel, value] of point.pending) {
    if (channel === ERROR || channel === INTERRUPT || channel === '__scheduled__') continue;
    tasks.find(({ id }) => id === taskId)?.writes.push([channel, value]);
  }
}

/** What tasks have written counts as done. */
export function takePending(point: ThreadPoint, tasks: readonly NextTask[]): void {
  claimPending(point, tasks);
  const ended = tasks.filter(({ writes }) => writes.length > 0);
  if (ended.length > 0) point.apply(ended, false);
}

async function subgraphStates(
  graph: AnyPregel,
  tasks: readonly NextTask[],
  namespace: string,
  { saved, saver, subgraphs }: SnapshotRequest,
): Promise<Map<string, PregelTaskDescription['state']>> {
  const states = new Map<string, PregelTaskDescription['state']>();
  const within = new Map<string, AnyPregel>();
  for await (const [name, subgraph] of graph.getSubgraphsAsync()) within.set(name, subgraph);
  for (const { id, name } of tasks) {
    const subgraph = within.get(name);
    if (subgraph === undefined) continue;
    const checkpoint_ns = namespace === '' ? `${name}:${id}` : `${namespace}|${name}:${id}`;
    const place = { thread_id: saved?.config.configurable?.thread_id as unknown, checkpoint_ns };
    states.set(
      id,
      subgraphs
        ? await subgraph.getState({ configurable: { __pregel_checkpointer: saver, ...place } }, { subgraphs: true })
        : { configurable: place },
    );
  }
  return states;
}

/** Names the checkpoints of the graphs around, so that the config leads back to this very place. */
export function withCheckpointMap(config: RunnableConfig, metadata: CheckpointMetadata | undefined): RunnableConfig {
  const parents = (metadata?.parents ?? {}) as Readonly<Record<string, string>>;
  if (Object.keys(parents).length === 0) return config;
  const { checkpoint_ns: namespace = '', checkpoint_id: id } = (config.configurable ?? {}) as Record<
    string,
    string | undefined
  >;
  return { ...config, configurable: { ...config.configurable, checkpoint_map: { ...parents, [namespace]: id } } };
}
