/** What the nodes share during one `processStream`: the run's steps, its events, and where they lead. */
import type { AgentContext } from './agent-context.ts';
import type { EventMetadata } from './event-handler-registry.ts';
import type { Emit, RunSteps, Tell } from './run-steps.ts';
import type { LLMClientAdapter } from '../llm/index.ts';
import type { RunGraph, ToolCallbacks } from './run-graph.ts';

/** Runs tasks, so many at once and the rest when there is room. */
export interface ToolQueue {
  /**
   * @param task    starts when there is room
   * @param options aborting `signal` takes a task that has not started out of the queue (rejects)
   */
  add<Result>(task: () => Promise<Result>, options: { readonly signal: AbortSignal }): Promise<Result>;
}

/** The surroundings of a node, as `runtime.context`. */
export interface RunScope {
  readonly runId: string;
  readonly agent: AgentContext;
  readonly graph: RunGraph;
  /** The client to call the model with. */
  model(): Promise<LLMClientAdapter>;
  /** The run's steps: open one to take a place in its content. */
  readonly steps: RunSteps;
  /** Sends an event of any name to its handler and the observers. */
  readonly emit: Emit;
  /** Like `emit`, but what the handler throws is reported and does not reach the run. */
  readonly tell: Tell;
  /** Whether anybody would hear an event of this name. */
  isWatched(event: string): boolean;
  /** Whether the host handles an event of this name. */
  hasHandler(event: string): boolean;
  /** The caller's `configurable` with `run_id` and `thread_id`. */
  readonly configurable: Readonly<Record<string, unknown>>;
  /** First part of the checkpoint namespaces in metadata, one per run. */
  readonly namespace: string;
  /** The caller's metadata, with `thread_id` and `run_id`. */
  readonly metadata: EventMetadata;
  readonly callbacks: ToolCallbacks;
  /** Bounds the in-process tool calls that run at once. */
  readonly toolQueue: ToolQueue;
  /** How often each tool was called so far. */
  readonly toolTurns: Map<string, number>;
}

/** Data of `on_agent_log`. */
export interface AgentLog {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Part of the runtime that speaks. */
  readonly scope: string;
  readonly message: string;
  readonly runId: string;
  readonly agentId: string;
}
