/**
 * The metadata argument of events: where in the graph an event happened. Hosts find agent, thread and run by it.
 * Keys and values are those that handlers of `@librechat/agents` 3.9.2 receive.
 */
import type { NodeRuntime } from '../engine/index.ts';
import { randomUuid } from '../base/index.ts';
import type { LLMClientAdapter } from '../llm/index.ts';
import type { EventMetadata } from './event-handler-registry.ts';
import type { RunScope } from './run-scope.ts';

/** LangChain's names of providers that it does not call what the host calls them. */
const TRACING_NAMES: Readonly<Record<string, string>> = { openAI: 'openai', azureOpenAI: 'azure' };

/** What LangChain and its tracing tools call a provider. */
export function tracingName(provider: string): string {
  return TRACING_NAMES[provider] ?? provider;
}

/** Metadata of the events of one node execution; made once for it. */
export function nodeMetadata(scope: RunScope, { node, step }: NodeRuntime<RunScope>): EventMetadata {
  const { agentId, name = agentId } = scope.agent;
  const namespace = `${scope.namespace}|${node}:${randomUuid()}`;
  return {
    ls_integration: 'langgraph',
    ...scope.metadata,
    checkpoint_ns: namespace,
    langgraph_step: step,
    langgraph_node: node,
    langgraph_triggers: [`branch:to:${node}`],
    langgraph_path: ['__pregel_pull', node],
    langgraph_checkpoint_ns: namespace,
    agentId,
    rootAgentId: agentId,
    rootAgentName: name,
    activeAgentId: agentId,
    activeAgentName: name,
  };
}

/** What the steps of a model call know besides: the answer's ids and who gives it. */
export function turnMetadata(scope: RunScope, runtime: NodeRuntime<RunScope>, client: LLMClientAdapter): EventMetadata {
  const { agentId, name = agentId, provider } = scope.agent;
  const request = scope.configurable['requestBody'] as { parentMessageId?: string } | undefined;
  return {
    ...nodeMetadata(scope, runtime),
    messageId: scope.runId,
    ...(request?.parentMessageId !== undefined && { parentMessageId: request.parentMessageId }),
    agentName: name,
    endpoint: provider,
    __invoked_provider: provider,
    provider,
    resolvedProvider: provider,
    __invoked_model: client.model,
    model: client.model,
  };
}

/** Metadata of `on_chat_model_*`: that of the turn's steps, and what tracing tools look for. */
export function modelMetadata(turn: EventMetadata, { agent }: RunScope, client: LLMClientAdapter): EventMetadata {
  const { temperature, maxTokens, stop } = agent.clientOptions;
  return {
    ...turn,
    ls_integration: 'langchain_chat_model',
    ls_provider: tracingName(client.provider),
    ls_model_name: client.model,
    ls_model_type: 'chat',
    ...(temperature !== undefined && { ls_temperature: temperature }),
    ...(maxTokens !== undefined && { ls_max_tokens: maxTokens }),
    ...(stop !== undefined && { ls_stop: stop }),
  };
}
