/** The state-graph engine: describe a graph, compile it to a plan, run it. No dependency; runs wherever JavaScript does. */

// keep its threads
export { interrupt } from './interrupt.ts';
export { parentCommand } from './parent-command.ts';
export { subgraph, type SubgraphOptions } from './subgraph.ts';
export type { SubgraphPersistence } from './subplans.ts';
export { MemorySaver } from './memory-saver.ts';
export type { StateOptions, ThreadState, ThreadTask } from './thread-state.ts';
export type { StateUpdate } from './update-state.ts';
export type { BreakAt } from './breakpoints.ts';
export type { Durability } from './journal.ts';
export type { OnConflict } from './thread-lock.ts';

// describe a graph
export { stateGraph, type CompileOptions, type GraphBuilder, type GraphOptions } from './graph-builder.ts';
export type { NodeFunction, NodeOptions, NodeResult, RouteAnswer, RouteFunction } from './node-function.ts';
export { END, START, type Plan } from './plan.ts';
export { command, type Command, type CommandOptions, type Destination } from './command.ts';
export { send, type Send, type SendOptions } from './send.ts';

// draw it
export { mermaid } from './mermaid.ts';

// what is done when a node fails, dawdles or has been asked the same before
export type { CachePolicy, ErrorHandler, NodeFailure, NodePolicies, RetryPolicy, TimeoutPolicy } from './policies.ts';
export { MemoryCache, type CachedResult, type MemoryCacheOptions, type NodeCache } from './node-cache.ts';

// the keys of its state
export { afterFinish, lastValueAfterFinish } from './channels/after-finish.ts';
export { anyValue } from './channels/any-value.ts';
export { delta } from './channels/delta.ts';
export { ephemeral } from './channels/ephemeral.ts';
export { lastValue } from './channels/last-value.ts';
export { namedBarrier } from './channels/named-barrier.ts';
export { reducer } from './channels/reducer.ts';
export { topic, type TopicOptions } from './channels/topic.ts';
export { untracked } from './channels/untracked.ts';
export { overwrite, type Overwrite } from './overwrite.ts';
export { EMPTY, type Channel, type Channels, type Empty, type StateOf, type UpdateOf } from './channel.ts';

// what it throws
export {
  CheckpointError,
  GraphDrainedError,
  GraphRecursionError,
  GraphValidationError,
  InterruptError,
  InvalidConfigError,
  InvalidUpdateError,
  NodeTimeoutError,
  MossError,
  SaverError,
  ThreadConflictError,
  isAbortError,
} from '../base/index.ts';

// run it
export { StateGraphEngine } from './state-graph-engine.ts';
export type { EngineOptions, Optional, RunOptions, StreamOptions, ThreadOptions } from './run-options.ts';
export type { NodeRuntime } from './node-runtime.ts';
export type { EventReader } from '../base/index.ts';
export type {
  CheckpointEvent,
  CheckpointsChunk,
  ChunkOrigin,
  CustomChunk,
  DebugChunk,
  InterruptsChunk,
  MessagesChunk,
  StreamChunk,
  StreamMode,
  TaskEvent,
  TasksChunk,
  UpdatesChunk,
  ValuesChunk,
} from './stream-modes.ts';

// ports
export type { Clock } from '../base/index.ts';
export type { EngineHooks, RunInfo, RunOutcome, SuperstepInfo, TaskInfo, TaskOutcome } from './hooks.ts';
export type { HookErrorHandler } from './hook-caller.ts';
export type { ExecutableTask, TaskExecutor } from './task-executor.ts';
export { Unfolded } from './unfolded.ts';
export type {
  ChannelChange,
  Checkpoint,
  CheckpointSource,
  Commit,
  Interrupt,
  PlannedTask,
  RunGraph,
  RunSaver,
  Saver,
  SaverCapabilities,
  Stored,
  TaskRecord,
  TaskReport,
  TaskResult,
  ThreadKey,
} from './saver.ts';
