/** What a host passes to `AgentRuntime.create` and `processStream`. */
import type { MessageLike } from '../langchain/index.ts';
import type { AgentFields, AgentInputs, ClientOptions } from './agent-inputs.ts';
import type { EventHandler } from './event-handler-registry.ts';
import type { ExecutionNodes } from './execution-node.ts';
import type { RunGraph, ToolCallbacks } from './run-graph.ts';

interface GraphFields {
  readonly type?: 'standard' | 'multi-agent';
  /** Aborting it aborts the run, like the signal of `processStream`. */
  readonly signal?: AbortSignal | undefined;
  /** Nodes to add to the graph or to put in the place of its own. */
  readonly nodes?: ExecutionNodes | undefined;
  /** How many in-process tool calls of one batch run at once. Default 8. */
  readonly toolConcurrency?: number | undefined;
}

/** The current form: a list of agents. This release runs exactly one. */
export interface AgentsGraphConfig extends GraphFields {
  readonly agents: readonly AgentInputs[];
  readonly edges?: readonly unknown[];
}

/** The short form: one agent called `default`, its provider and client options side by side. */
export interface LLMGraphConfig extends GraphFields, AgentFields {
  readonly llmConfig: ClientOptions & { readonly provider: string };
}

/** What `AgentRuntime.create` takes. Unknown keys are ignored. */
export interface RunConfig {
  /** Identifies the run in events, metadata and steps. */
  readonly runId: string;
  readonly graphConfig: AgentsGraphConfig | LLMGraphConfig;
  /** One handler per event name. */
  readonly customHandlers?: Readonly<Record<string, EventHandler<RunGraph> | undefined>> | undefined;
  /** Whether `processStream` resolves to the content of the turn. Default false. */
  readonly returnContent?: boolean | undefined;
}

/** The first argument of `processStream`. */
export interface RunInputs {
  /** The conversation, oldest first. The array is not changed. */
  readonly messages: readonly MessageLike[];
}

/** The second argument of `processStream`. Neither it nor its `configurable` is changed. */
export interface RunStreamConfig {
  readonly configurable?: Readonly<Record<string, unknown>> | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Node executions the run may take; a text turn takes two (the model, the end). Default 50. */
  readonly recursionLimit?: number | undefined;
  readonly signal?: AbortSignal | null | undefined;
  readonly runName?: string | undefined;
}

/** The third argument of `processStream`. */
export interface RunStreamOptions {
  readonly callbacks?: ToolCallbacks | undefined;
}
