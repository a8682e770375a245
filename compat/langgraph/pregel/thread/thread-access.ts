/** Looking into threads, and writing into them from outside. */
import type { RunnableConfig } from '@langchain/core/runnables';
import { mergeConfigs } from '@langchain/core/runnables';
import type { BaseCheckpointSaver, CheckpointListOptions } from '@langchain/langgraph-checkpoint';
import { GraphValueError } from '../../errors/index.ts';
import type { AnyPregel } from '../pregel.ts';
import type { StateSnapshot } from '../pregel-options.ts';
import type { LangGraphRunnableConfig } from '../runnable-config.ts';
import { snapshot } from './state-snapshot.ts';
import { applySuperstep, type StateUpdate } from './update-state.ts';

export interface SuperstepUpdates {
  readonly updates: readonly StateUpdate[];
}

export async function readState(
  graph: AnyPregel,
  config: RunnableConfig,
  options: { subgraphs?: boolean } = {},
): Promise<StateSnapshot> {
  const saver = saverOf(graph, config);
  const within = config.configurable?.__pregel_read === undefined ? await subgraphAt(graph, config) : undefined;
  if (within !== undefined) return within.getState(withSaver(config, saver), options);
  const saved = await saver.getTuple(config);
  return snapshot(graph, {
    config: mergeConfigs(graph.config ?? {}, config),
    saved,
    saver,
    subgraphs: options.subgraphs ?? false,
    withPending: !config.configurable?.checkpoint_id,
  });
}

export async function* readHistory(
  graph: AnyPregel,
  config: RunnableConfig,
  options?: CheckpointListOptions,
): AsyncGenerator<StateSnapshot> {
  const saver = saverOf(graph, config);
  const within = await subgraphAt(graph, config);
  if (within !== undefined) {
    yield* within.getStateHistory(withSaver(config, saver), options);
    return;
  }
  const checkpoint_ns = (config.configurable?.checkpoint_ns as string | undefined) ?? '';
  const asked = mergeConfigs(graph.config ?? {}, config, { configurable: { checkpoint_ns } });
  for await (const saved of saver.list(asked, options))
    yield snapshot(graph, { config: saved.config, saved, saver, subgraphs: false, withPending: false });
}

export async function updateThread(
  graph: AnyPregel,
  config: LangGraphRunnableConfig,
  supersteps: readonly SuperstepUpdates[],
): Promise<RunnableConfig> {
  const saver = saverOf(graph, config);
  if (supersteps.length === 0) throw new Error('No supersteps provided');
  if (supersteps.some(({ updates }) => updates.length === 0)) throw new Error('No updates provided');
  const namespace = (config.configurable?.checkpoint_ns as string | undefined) ?? '';
  if (namespace !== '' && config.configurable?.__pregel_checkpointer === undefined) {
    const within = await subgraphAt(graph, config);
    if (within === undefined) throw new Error(`Subgraph "${graphPath(namespace)}" not found`);
    return within.bulkUpdateState(withSaver(config, saver) as LangGraphRunnableConfig, supersteps as never);
  }
  let current: RunnableConfig = config;
  for (const { updates } of supersteps) current = await applySuperstep(graph, saver, current, updates);
  return current;
}

function saverOf(graph: AnyPregel, config: RunnableConfig): BaseCheckpointSaver {
  const inherited = config.configurable?.__pregel_checkpointer as BaseCheckpointSaver | undefined;
  const saver = inherited ?? graph.checkpointer;
  if (saver) return saver as BaseCheckpointSaver;
  throw new GraphValueError('No checkpointer set', { lc_error_code: 'MISSING_CHECKPOINTER' });
}

function withSaver(config: RunnableConfig, saver: BaseCheckpointSaver): RunnableConfig {
  return { ...config, configurable: { ...config.configurable, __pregel_checkpointer: saver } };
}

/** The graph within `graph` that the config's namespace is of; absent where it is of this one. */
async function subgraphAt(graph: AnyPregel, { configurable = {} }: RunnableConfig): Promise<AnyPregel | undefined> {
  const namespace = (configurable.checkpoint_ns as string | undefined) ?? '';
  if (namespace === '' || configurable.__pregel_checkpointer !== undefined) return undefined;
  const path = graphPath(namespace);
  for await (const [name, within] of graph.getSubgraphsAsync(path, true)) if (name === path) return within;
  return undefined;
}

/** A namespace without the tasks in it: the names of the nodes that lead to the graph. */
function graphPath(namespace: string): string {
  const parts = namespace.split('|').filter((part) => !/^\d+$/.test(part));
  return parts.map((part) => part.split(':')[0]).join('|');
}
