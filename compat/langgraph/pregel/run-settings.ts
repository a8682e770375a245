/** What one call of a Pregel comes to: the caller's options over those the graph was made with. */
import type { BaseCache, BaseCheckpointSaver, BaseStore } from '@langchain/langgraph-checkpoint';
import type { LangGraphRunnableConfig } from './runnable-config.ts';

export type Keys = string | string[];
export type Durability = 'exit' | 'async' | 'sync';
export type BreakNodes = '*' | string[];

/** The parts of a Pregel that a call may override. */
export interface PregelDefaults {
  readonly channels: Readonly<Record<string, unknown>>;
  readonly inputChannels: Keys;
  readonly streamChannelsAsIs: Keys;
  readonly interruptBefore?: BreakNodes | undefined;
  readonly interruptAfter?: BreakNodes | undefined;
  readonly checkpointer?: BaseCheckpointSaver | boolean | undefined;
  readonly store?: BaseStore | undefined;
  readonly cache?: BaseCache | undefined;
  readonly debug: boolean;
}

export interface CallOptions extends LangGraphRunnableConfig {
  readonly streamMode?: string | string[] | undefined;
  readonly outputKeys?: Keys | undefined;
  readonly interruptBefore?: BreakNodes | undefined;
  readonly interruptAfter?: BreakNodes | undefined;
  readonly durability?: Durability | undefined;
  readonly checkpointDuring?: boolean | undefined;
}

export interface RunSettings {
  readonly debug: boolean;
  readonly inputKeys: Keys;
  readonly outputKeys: Keys;
  readonly interruptBefore: BreakNodes;
  readonly interruptAfter: BreakNodes;
  readonly saver: BaseCheckpointSaver | undefined;
  readonly store: BaseStore | undefined;
  readonly cache: BaseCache | undefined;
  readonly durability: Durability;
}

/** @throws Error for keys that are no channels, and for options that contradict each other */
export function settingsOf(graph: PregelDefaults, options: CallOptions): RunSettings {
  return {
    // As upstream: a call has no say in these three, though its type has them.
    debug: graph.debug,
    cache: graph.cache,
    inputKeys: graph.inputChannels,
    outputKeys: known(options.outputKeys, graph) ?? graph.streamChannelsAsIs,
    interruptBefore: options.interruptBefore ?? graph.interruptBefore ?? [],
    interruptAfter: options.interruptAfter ?? graph.interruptAfter ?? [],
    saver: saverOf(graph, options),
    store: options.store ?? graph.store,
    durability: durabilityOf(options),
  };
}

function known(keys: Keys | undefined, { channels }: PregelDefaults): Keys | undefined {
  for (const key of keys === undefined ? [] : [keys].flat())
    if (!(key in channels)) throw new Error(`Key ${key} not found in channels`);
  return keys;
}

function saverOf({ checkpointer }: PregelDefaults, { configurable }: CallOptions): BaseCheckpointSaver | undefined {
  if (checkpointer === false) return undefined;
  const inherited = configurable?.__pregel_checkpointer as BaseCheckpointSaver | undefined;
  if (inherited !== undefined) return inherited;
  if (checkpointer === true) throw new Error('checkpointer: true cannot be used for root graphs.');
  return checkpointer;
}

function durabilityOf({ durability, checkpointDuring, configurable }: CallOptions): Durability {
  if (durability !== undefined && checkpointDuring !== undefined && checkpointDuring !== null)
    throw new Error('Cannot use both `durability` and `checkpointDuring` at the same time.');
  if (durability !== undefined) return durability;
  if (checkpointDuring === false) return 'exit';
  if (checkpointDuring === true) return 'async';
  return (configurable?.__pregel_durability as Durability | undefined) ?? 'async';
}
