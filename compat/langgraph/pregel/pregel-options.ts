/** What a Pregel is made of, what its calls may say, and what they give. The type parameters stand in upstream's order. */
import type { BaseMessage } from '@langchain/core/messages';
import type { RunnableConfig } from '@langchain/core/runnables';
import type {
  All,
  BaseCache,
  BaseCheckpointSaver,
  BaseStore,
  CheckpointMetadata,
} from '@langchain/langgraph-checkpoint';
import type { BaseChannel } from '../channels/base-channel.ts';
import type { Interrupt } from '../interrupts.ts';
import type { StreamMode, StreamTransformer } from '../stream/protocol-event.ts';
import type { CachePolicy, RetryPolicy, TimeoutPolicy } from './policies.ts';
import type { PregelNode } from './pregel-node.ts';
import type { RunControl } from './run-control.ts';
import type { Durability } from './run-settings.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';

/* oxlint-disable typescript/no-explicit-any -- upstream's public types say `any` here, and programs lean on it */

export type { Durability } from './run-settings.ts';
export type { StreamMode } from '../stream/protocol-event.ts';
export type PregelInputType = any;
export type PregelOutputType = any;
export type StreamMessageOutput = [BaseMessage, Record<string, any>];
export type StreamDebugOutput = Record<string, any>;

export type StreamCheckpointsOutput<StreamValues> = {
  values: StreamValues;
  next: string[];
  config: RunnableConfig;
  metadata?: CheckpointMetadata;
  parentConfig?: RunnableConfig | undefined;
  tasks: PregelTaskDescription[];
};

interface StreamedTask {
  id: string;
  name: string;
  interrupts: Interrupt[];
}
interface StreamedTaskStart<StreamValues> extends StreamedTask {
  input: StreamValues;
  triggers: string[];
}
interface StreamedTaskResult<Keys, StreamUpdates> extends StreamedTask {
  result: [Keys, StreamUpdates][];
}
export type StreamTasksOutput<StreamUpdates, StreamValues, Nodes = string> =
  | StreamedTaskStart<StreamValues>
  | StreamedTaskResult<Nodes, StreamUpdates>;

export type StreamToolsOutput =
  | { event: 'on_tool_start'; toolCallId?: string; name: string; input: unknown }
  | { event: 'on_tool_event'; toolCallId?: string; name: string; data: unknown }
  | { event: 'on_tool_end'; toolCallId?: string; name: string; output: unknown }
  | { event: 'on_tool_error'; toolCallId?: string; name: string; error: unknown };

type UpdatesChunk<NodeReturnType, Nodes, StreamUpdates> =
  NodeReturnType extends Record<string, unknown>
    ? { [K in keyof NodeReturnType]?: NodeReturnType[K] }
    : Record<Nodes extends string ? Nodes : string, StreamUpdates>;

/** Payload of each mode's chunks. `Sources`: whose results the tasks tell. */
type Payloads<StreamUpdates, StreamValues, Nodes, NodeReturnType, StreamCustom, Sources = Nodes> = {
  values: StreamValues;
  updates: UpdatesChunk<NodeReturnType, Nodes, StreamUpdates>;
  messages: StreamMessageOutput;
  custom: StreamCustom;
  checkpoints: StreamCheckpointsOutput<StreamValues>;
  tasks: StreamTasksOutput<StreamUpdates, StreamValues, Sources>;
  tools: StreamToolsOutput;
  debug: StreamDebugOutput;
};

type IsEventStream<T> = [T] extends ['text/event-stream'] ? (['text/event-stream'] extends [T] ? true : false) : false;

/** The modes of a list, or none where a single one was asked for. */
type Several<Mode extends StreamMode | StreamMode[] | undefined> = undefined extends Mode
  ? []
  : StreamMode | StreamMode[] extends Mode
    ? Mode extends StreamMode[]
      ? Mode[number]
      : Mode
    : Mode extends StreamMode[]
      ? Mode[number]
      : [];

/** Chunks that name their mode. */
type NamedChunks<P> = { [M in keyof P]: [M, P[M]] };

/** Chunks that name where they come from, and their mode too. */
type PlacedNamedChunks<P> = { [M in keyof P]: [string[], M, P[M]] };

/** Chunks of the one mode that was asked for. */
type BareChunks<P, Subgraphs extends boolean> = [Subgraphs] extends [true] ? { [M in keyof P]: [string[], P[M]] } : P;

/** What the stream of a call gives. */
export type StreamOutputMap<
  TStreamMode extends StreamMode | StreamMode[] | undefined,
  TStreamSubgraphs extends boolean,
  StreamUpdates,
  StreamValues,
  Nodes,
  NodeReturnType,
  StreamCustom,
  TEncoding extends 'text/event-stream' | undefined,
> =
  IsEventStream<TEncoding> extends true
    ? Uint8Array
    : Several<TStreamMode> extends infer Multiple extends StreamMode
      ? [TStreamSubgraphs] extends [true]
        ? PlacedNamedChunks<
            Payloads<StreamUpdates, StreamValues, Nodes, NodeReturnType, StreamCustom, string>
          >[Multiple]
        : NamedChunks<Payloads<StreamUpdates, StreamValues, Nodes, NodeReturnType, StreamCustom>>[Multiple]
      : (undefined extends TStreamMode ? 'updates' : TStreamMode) extends infer Single extends StreamMode
        ? BareChunks<
            Payloads<StreamUpdates, StreamValues, Nodes, NodeReturnType, StreamCustom>,
            TStreamSubgraphs
          >[Single]
        : never;

/** Options of one call. */
export interface PregelOptions<
  Nodes extends Record<string, PregelNode>,
  Channels extends Record<string, BaseChannel>,
  ContextType extends Record<string, any> = Record<string, any>,
  TStreamMode extends StreamMode | StreamMode[] | undefined = StreamMode | StreamMode[] | undefined,
  TSubgraphs extends boolean = boolean,
  TEncoding extends 'text/event-stream' | undefined = 'text/event-stream' | undefined,
> extends RunnableConfig {
  /** What to tell; with a list each chunk names its mode. */
  streamMode?: TStreamMode;
  /** Channels that take the input. */
  inputKeys?: keyof Channels | Array<keyof Channels>;
  /** Channels that the result and the chunks show. */
  outputKeys?: keyof Channels | Array<keyof Channels>;
  /** Nodes before which to pause. */
  interruptBefore?: All | Array<keyof Nodes>;
  /** Nodes after which to pause. */
  interruptAfter?: All | Array<keyof Nodes>;
  /** Whether to print what happens on the console. */
  debug?: boolean;
  /** Whether to tell of graphs within this one too; each chunk then names where it comes from. */
  subgraphs?: TSubgraphs;
  /** @deprecated `durability: 'exit'` in place of `false`. */
  checkpointDuring?: boolean;
  /** When checkpoints are stored: before the next super-step, while it runs (the default), or once at the end. */
  durability?: Durability;
  store?: BaseStore;
  cache?: BaseCache;
  context?: ContextType;
  control?: RunControl;
  /** Bytes of server-sent events in place of chunks. */
  encoding?: TEncoding;
}

export type PregelParams<
  Nodes extends Record<string, PregelNode>,
  Channels extends Record<string, BaseChannel>,
  TStreamTransformers extends ReadonlyArray<() => StreamTransformer<any>> = [],
> = {
  name?: string | undefined;
  nodes: Nodes;
  channels: Channels;
  /** Whether to check the graph when it is made. Default true. */
  autoValidate?: boolean | undefined;
  streamMode?: StreamMode | StreamMode[] | undefined;
  inputChannels: keyof Channels | Array<keyof Channels>;
  outputChannels: keyof Channels | Array<keyof Channels>;
  interruptAfter?: Array<keyof Nodes> | All | undefined;
  interruptBefore?: Array<keyof Nodes> | All | undefined;
  streamChannels?: keyof Channels | Array<keyof Channels> | undefined;
  /** How long one super-step may take, in milliseconds. */
  stepTimeout?: number | undefined;
  debug?: boolean | undefined;
  checkpointer?: BaseCheckpointSaver | boolean | undefined;
  retryPolicy?: RetryPolicy | undefined;
  config?: LangGraphRunnableConfig | undefined;
  store?: BaseStore | undefined;
  cache?: BaseCache | undefined;
  /** Accepted for upstream's sake: what triggers what is found out anew. */
  triggerToNodes?: Record<string, string[]> | undefined;
  /** Called in place of `interrupt` by nodes that ask through their config. */
  userInterrupt?: unknown;
  streamTransformers?: TStreamTransformers | undefined;
};

/** The call that made a task. */
interface Call {
  func: (...args: unknown[]) => unknown;
  name: string;
  input: unknown;
  retry?: RetryPolicy;
  cache?: CachePolicy;
  timeout?: TimeoutPolicy;
  callbacks?: unknown;
  readonly __lg_type: 'call';
}
type CallPath = [string, ...(string | number)[], Call] | [string, TaskPath, ...(string | number)[], Call];
/** What made a task: an edge, a send, a call. */
type TaskPath = [string, string | number] | [string, ...(string | number)[], boolean] | CallPath;

/** A task of a checkpoint. */
export interface PregelTaskDescription {
  readonly id: string;
  readonly name: string;
  readonly error?: unknown;
  readonly interrupts: Interrupt[];
  readonly state?: LangGraphRunnableConfig | StateSnapshot;
  readonly path?: TaskPath;
  readonly result?: unknown;
}

/** Where a thread stands, or stood. */
export interface StateSnapshot {
  readonly values: any;
  readonly next: Array<string>;
  readonly config: RunnableConfig;
  readonly metadata?: CheckpointMetadata;
  readonly createdAt?: string;
  readonly parentConfig?: RunnableConfig | undefined;
  readonly tasks: PregelTaskDescription[];
}

export type MultipleChannelSubscriptionOptions = { tags?: string[] };
export type SingleChannelSubscriptionOptions = { key?: string; tags?: string[] };
export type GetStateOptions = { subgraphs?: boolean };
