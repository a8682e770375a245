/** An agent that calls its model and the tools that it asks for in turn, until it asks for none. */
import type { BaseMessage } from '@langchain/core/messages';
import type { InteropZodObject } from '@langchain/core/utils/types';
import { StateGraph, type CompiledStateGraph } from '../graph/index.ts';
import type { MessagesAnnotation } from '../messages/index.ts';
import { END, START } from '../reserved-names.ts';
import { Annotation } from '../state/index.ts';
import { agentNode } from './agent-node.ts';
import { afterHook, afterModel, afterTools, type RouteSettings } from './agent-routes.ts';
import { isClientTool } from './bind-tools.ts';
import { createReactAgentAnnotation, PreHookAnnotation } from './create-react-agent-annotation.ts';
import type {
  AnyAnnotationRoot,
  ClientTool,
  CreateReactAgentParams,
  ServerTool,
  ToAnnotationRoot,
} from './create-react-agent-params.ts';
import { structuredResponseNode } from './structured-response-node.ts';
import { ToolNode, answersUnreadCalls } from './tool-node.ts';

/* oxlint-disable typescript/no-explicit-any -- as published: states, contexts and schemas of any kind */

/** The state of an agent that is given no other. */
export interface AgentState<StructuredResponseType extends Record<string, any> = Record<string, any>> {
  messages: BaseMessage[];
  structuredResponse: StructuredResponseType;
}

/** Nodes are added one by one, by name: the builder's own types would say of each what is said of the agent as a whole. */
type Builder = StateGraph<any, any, any, string, any, any, any>;
type AnyParams = CreateReactAgentParams<any, any, any>;

/**
 * @throws Error for a state without `messages`
 * @example
 * const agent = createReactAgent({ llm: model, tools: [search], prompt: 'Answer in one sentence.' });
 * const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'What is the weather like?' }] });
 */
export function createReactAgent<
  A extends AnyAnnotationRoot | InteropZodObject = typeof MessagesAnnotation,
  StructuredResponseFormat extends Record<string, any> = Record<string, any>,
  C extends AnyAnnotationRoot | InteropZodObject = AnyAnnotationRoot,
>(
  params: CreateReactAgentParams<A, StructuredResponseFormat, C>,
): CompiledStateGraph<
  ToAnnotationRoot<A>['State'],
  ToAnnotationRoot<A>['Update'],
  any,
  typeof MessagesAnnotation.spec & ToAnnotationRoot<A>['spec'],
  ReturnType<typeof createReactAgentAnnotation<StructuredResponseFormat>>['spec'] & ToAnnotationRoot<A>['spec']
> {
  const { checkpointer, checkpointSaver, interruptBefore, interruptAfter, store, name, description } = params;
  return buildAgent(params).compile({
    checkpointer: checkpointer ?? checkpointSaver,
    interruptBefore,
    interruptAfter,
    store,
    name,
    description,
  }) as any;
}

function buildAgent(params: AnyParams): Builder {
  const { tools, stateSchema, contextSchema, preModelHook, postModelHook, responseFormat } = params;
  const node = Array.isArray(tools) ? toolNodeOf(tools, params) : tools;
  const all = Array.isArray(tools) ? tools : tools.tools;
  const settings = routeSettings(params, node);
  const graph = new StateGraph<any>(stateSchema ?? createReactAgentAnnotation(), contextSchema) as Builder;
  graph.addNode('tools', node);
  if (!('messages' in graph._schemaDefinition)) throw new Error('Missing required `messages` key in state schema.');
  const { entry, last } = settings;
  const hasHook = preModelHook !== undefined && preModelHook !== null;
  const hasPostHook = postModelHook !== undefined && postModelHook !== null;
  const input = hasHook ? Annotation.Root({ ...graph._schemaDefinition, ...PreHookAnnotation.spec }) : undefined;
  if (hasHook) graph.addNode(entry, preModelHook).addEdge(entry, 'agent');
  graph.addNode('agent', agentNode(params, all, settings.repair), { input }).addEdge(START, entry);
  if (hasPostHook)
    graph
      .addNode('post_model_hook', postModelHook)
      .addEdge('agent', 'post_model_hook')
      .addConditionalEdges('post_model_hook', afterHook(settings), mapOf('tools', entry, last));
  if (responseFormat !== undefined)
    graph.addNode(STRUCTURED, structuredResponseNode(params, settings.repair)).addEdge(STRUCTURED, END);
  if (!hasPostHook) graph.addConditionalEdges('agent', afterModel(settings), mapOf('tools', last));
  const direct = new Set(
    all
      .filter(isClientTool)
      .filter(returnsDirectly)
      .map((tool) => tool.name),
  );
  if (direct.size > 0) graph.addConditionalEdges('tools', afterTools(direct, entry), mapOf(entry, END));
  else graph.addEdge('tools', entry);
  return graph;
}

const STRUCTURED = 'generate_structured_response';

const mapOf = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, name]));

function toolNodeOf(tools: (ServerTool | ClientTool)[], { repairToolCalls = true }: AnyParams): ToolNode {
  return new ToolNode(tools.filter(isClientTool), { repairToolCalls });
}

function routeSettings(params: AnyParams, node: ToolNode): RouteSettings {
  const { preModelHook, responseFormat, version = 'v1', repairToolCalls = true } = params;
  return {
    entry: preModelHook === undefined || preModelHook === null ? 'agent' : 'pre_model_hook',
    last: responseFormat === undefined || responseFormat === null ? END : STRUCTURED,
    sends: version === 'v2',
    repair: repairToolCalls && answersUnreadCalls(node),
  };
}

function returnsDirectly(tool: ClientTool): boolean {
  return 'returnDirect' in tool && tool.returnDirect;
}
