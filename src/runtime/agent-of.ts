/** Reads the configuration of a run: what can be checked at once is checked here. */
import { InvalidConfigError } from '../base/index.ts';
import { Providers } from '../llm/index.ts';
import type { AgentInputs } from './agent-inputs.ts';
import type { AgentsGraphConfig, LLMGraphConfig, RunConfig } from './run-config.ts';

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
  checkSignal(graphConfig.signal, 'graphConfig.signal');
  const agent = hasAgents(graphConfig) ? onlyAgent(graphConfig) : defaultAgent(graphConfig);
  checkProvider(agent);
  checkTools(agent);
  if (agent.client !== undefined && typeof agent.client?.stream !== 'function') {
    throw invalid(`the client of agent "${agent.agentId}" has no stream method: make one with createLLMClient`);
  }
  return agent;
}

/**
 * Accepts what aborts like an `AbortSignal`, of whatever implementation, or nothing.
 *
 * @param name what it is called in the configuration
 * @throws InvalidConfigError `CONFIG_INVALID`
 */
export function checkSignal(signal: unknown, name: string): void {
  if (signal === undefined || signal === null) return;
  const isSignal = typeof signal === 'object' && 'aborted' in signal && 'addEventListener' in signal;
  if (!isSignal) throw invalid(`${name} is no AbortSignal: pass the signal of an AbortController`);
}

function hasAgents(graphConfig: AgentsGraphConfig | LLMGraphConfig): graphConfig is AgentsGraphConfig {
  return 'agents' in graphConfig && graphConfig.agents !== undefined;
}

function onlyAgent({ agents, edges }: AgentsGraphConfig): AgentInputs {
  if (!Array.isArray(agents) || agents.length === 0) {
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
  const agent: AgentInputs | null | undefined = agents[0];
  if (typeof agent?.agentId !== 'string' || agent.agentId === '') {
    throw invalid('graphConfig.agents[0] has no agentId: give it a non-empty string');
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
  const given = typeof provider === 'string' ? `"${provider}"` : String(provider);
  throw new InvalidConfigError(
    'PROVIDER_UNKNOWN',
    `provider ${given} of agent "${agentId}" is unknown: use one of ${known.join(', ')}`,
  );
}

function checkTools({ agentId, tools, graphTools, toolDefinitions }: AgentInputs): void {
  for (const [key, list] of Object.entries({ tools, graphTools, toolDefinitions })) {
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list)) throw invalid(`${key} of agent "${agentId}" is no array`);
    list.forEach((tool: Readonly<Record<string, unknown>> | null, index) => {
      const where = `${key}[${index}] of agent "${agentId}"`;
      if (typeof tool?.['name'] !== 'string' || tool['name'] === '') throw invalid(`${where} has no name`);
      if (key === 'toolDefinitions' || typeof tool['invoke'] === 'function') return;
      throw invalid(`${where}, "${tool['name']}", has no invoke method: use defineTool or a LangChain tool`);
    });
  }
}

function invalid(message: string): InvalidConfigError {
  return new InvalidConfigError('CONFIG_INVALID', message);
}
