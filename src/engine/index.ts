/** The state-graph engine: describe a graph, compile it to a plan, run it. No dependency; runs wherever JavaScript does. */

// describe a graph
export {
  stateGraph,
  type GraphBuilder,
  type NodeFunction,
  type NodeResult,
  type RouteAnswer,
  type RouteFunction,
} from './graph-builder.ts';
export { END, START, type Plan } from './plan.ts';
export { send, type Send } from './send.ts';

// the keys of its state
export { lastValue } from './channels/last-value.ts';
export { reducer } from './channels/reducer.ts';
export { EMPTY, type Channel, type Channels, type Empty, type StateOf, type UpdateOf } from './channel.ts';

// run it
export { StateGraphEngine, type EngineOptions, type RunOptions, type StreamOptions } from './state-graph-engine.ts';
export type { NodeRuntime } from './node-runtime.ts';
export type { EventReader } from '../base/index.ts';
export type { CustomChunk, StreamChunk, StreamMode, UpdatesChunk, ValuesChunk } from './stream-modes.ts';

// ports
export type { EngineHooks, RunInfo, RunOutcome, SuperstepInfo, TaskInfo, TaskOutcome } from './hooks.ts';
export type { HookErrorHandler } from './hook-caller.ts';
export type { ExecutableTask, TaskExecutor } from './task-executor.ts';

// what it throws
export {
  GraphRecursionError,
  GraphValidationError,
  InvalidConfigError,
  InvalidUpdateError,
  MossError,
  isAbortError,
} from '../base/index.ts';
