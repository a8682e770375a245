/** What a host passes to `AgentRuntime.create` and `processStream`, and the checks that can be made at once. */
import { InvalidConfigError } from '../base/index.ts';
import type { MessageLike } from '../langchain/index.ts';
import { Providers } from '../llm/index.ts';
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
  readonly customHandlers?: Readonly<Record<string, EventHandler<RunGraph>>> | undefined;
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

/** Agent id of the short form. */
const DEFAULT_AGENT = 'default';

/**
 * Checks a run's configuration and brings both forms to one.
 *
 * @returns the one agent of the run
 * @throws InvalidConfigError naming what is missing or wrong
 */
export function agentOf(config: RunConfig): AgentInputs {
  if (typeof config?.runId !== 'string' || config.runId === '') {
    throw new InvalidConfigError('RUN_ID_MISSING', 'Run ID not provided: set runId to a non-empty string');
  }
  const { graphConfig } = config;
  if (typeof graphConfig !== 'object' || graphConfig === null) {
    throw new InvalidConfigError('GRAPH_CONFIG_MISSING', 'Graph config not provided: set graphConfig');
  }
  const agent = 'agents' in graphConfig ? onlyAgent(graphConfig) : defaultAgent(graphConfig);
  checkProvider(agent);
  return agent;
}

function onlyAgent({ agents, edges }: AgentsGraphConfig): AgentInputs {
  const [agent] = Array.isArray(agents) ? agents : [];
  if (agent === undefined) {
    throw new InvalidConfigError(
      'AGENTS_MISSING',
      'At least one agent must be provided: set graphConfig.agents, or graphConfig.llmConfig for a single agent',
    );
  }
  if (agents.length > 1 || (edges?.length ?? 0) > 0) {
    throw new InvalidConfigError(
      'FEATURE_UNAVAILABLE',
      `graphConfig has ${agents.length} agents and ${edges?.length ?? 0} edges: this release runs one agent without edges`,
    );
  }
  if (typeof agent.agentId !== 'string' || agent.agentId === '') {
    throw new InvalidConfigError('CONFIG_INVALID', 'graphConfig.agents[0] has no agentId: give it a non-empty string');
  }
  return agent;
}

function defaultAgent(graphConfig: LLMGraphConfig): AgentInputs {
  const { llmConfig, ...fields } = graphConfig;
  if (typeof llmConfig !== 'object' || llmConfig === null) {
    throw new InvalidConfigError(
      'AGENTS_MISSING',
      'At least one agent must be provided: graphConfig has neither agents nor llmConfig',
    );
  }
  const { provider, ...clientOptions } = llmConfig;
  return { ...fields, agentId: DEFAULT_AGENT, provider, clientOptions };
}

function checkProvider({ provider, agentId }: AgentInputs): void {
  const known: readonly string[] = Object.values(Providers);
  if (known.includes(provider)) return;
  throw new InvalidConfigError(
    'PROVIDER_UNKNOWN',
    `provider ${JSON.stringify(provider)} of agent "${agentId}" is unknown: use one of ${known.join(', ')}`,
  );
}
