/** Agents that are ready to run: what they take, what they give, and the parts they are made of. */
import {
  Annotation,
  InMemoryStore,
  MemorySaver,
  MessagesAnnotation,
  MessagesZodState,
  START,
  StateGraph,
  type LangGraphRunnableConfig,
} from '@langchain/langgraph';
import {
  ToolExecutor,
  ToolNode,
  createAgentExecutor,
  createFunctionCallingExecutor,
  createReactAgent,
  createReactAgentAnnotation,
  toolsCondition,
  withAgentName,
  type ActionRequest,
  type AgentExecutorState,
  type AgentNameMode,
  type AgentState,
  type CreateReactAgentParams,
  type FunctionCallingExecutorState,
  type HumanInterrupt,
  type HumanInterruptConfig,
  type HumanResponse,
  type ToolExecutorArgs,
  type ToolInvocationInterface,
  type ToolNodeOptions,
} from '@langchain/langgraph/prebuilt';
import type { LanguageModelLike } from '@langchain/core/language_models/base';
import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { RunnableLambda, type Runnable } from '@langchain/core/runnables';
import { DynamicTool, tool, type ToolRuntime } from '@langchain/core/tools';
import { z } from 'zod';

declare const model: LanguageModelLike;
export const State = Annotation.Root({ ...MessagesAnnotation.spec, mood: Annotation<string> });
export const Weather = z.object({ degrees: z.number() });
export const ZodState = MessagesZodState.extend({});
export const Context = z.object({ user: z.string() });
export const search = tool(
  async ({ query }, runtime: ToolRuntime<typeof ZodState>) => `${query} ${runtime.state.messages.length}`,
  { name: 'search', description: 'Searches.', schema: z.object({ query: z.string() }) },
);
export const plain = new DynamicTool({ name: 'plain', description: 'Takes text.', func: async (text) => text });

export const agent = createReactAgent({ llm: model, tools: [search, plain, { type: 'web_search' }] });
export const withState = createReactAgent({
  llm: model,
  tools: [search],
  stateSchema: State,
  prompt: (state, config) => [new SystemMessage(`${config.runName} ${state.messages.length}`), ...state.messages],
  preModelHook: (state) => {
    const { mood, llmInputMessages } = state;
    return { llmInputMessages: llmInputMessages.slice(-3), mood };
  },
  postModelHook: ({ mood, messages }) => ({ mood: `${mood} ${messages.length}` }),
});
export const withZod = createReactAgent({
  llm: model,
  tools: new ToolNode([search]),
  stateSchema: ZodState,
  contextSchema: Context,
  responseFormat: Weather,
  checkpointer: new MemorySaver(),
  store: new InMemoryStore(),
  interruptBefore: ['tools'],
  interruptAfter: '*',
  version: 'v2',
  name: 'weather',
  description: 'Knows the weather.',
  includeAgentName: 'inline',
});
export const dynamic = createReactAgent({
  llm: (state, runtime) => {
    const { messages } = state;
    const { context } = runtime;
    console.log(messages.length, context?.user);
    return model;
  },
  tools: [],
  stateSchema: State,
  contextSchema: Annotation.Root({ user: Annotation<string> }),
});
export const structured = createReactAgent({
  llm: async () => model,
  tools: [],
  responseFormat: { schema: Weather, prompt: 'In numbers.', strict: true },
});
export const typed = createReactAgent<typeof MessagesAnnotation, { city: string }>({
  llm: model,
  tools: [],
  responseFormat: {},
});
export const older = createReactAgent({
  llm: model,
  tools: [],
  messageModifier: (messages) => [...messages, new HumanMessage('x')],
});
export const bad = [
  // @ts-expect-error there is no such version
  createReactAgent({ llm: model, tools: [], version: 'v3' }),
  // @ts-expect-error it cannot stop there
  createReactAgent({ llm: model, tools: [], interruptBefore: ['nowhere'] }),
  // @ts-expect-error a model is needed
  createReactAgent({ tools: [] }),
];

export async function run() {
  const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'hi' }] });
  const { mood } = await withState.invoke({ messages: 'hi', mood: 'good' });
  const weather = await withZod.invoke({ messages: [new HumanMessage('hi')] }, { configurable: { thread_id: '1' } });
  const answer = await structured.invoke({ messages: [] });
  const degrees = answer.structuredResponse.degrees;
  const city = (await typed.invoke({ messages: [] })).structuredResponse.city;
  const state = await withZod.getState({ configurable: { thread_id: '1' } });
  for await (const chunk of await agent.stream({ messages: [] }, { streamMode: 'updates' })) console.log(chunk);
  for await (const [chunk, metadata] of await withState.stream({ messages: [] }, { streamMode: 'messages' }))
    console.log(chunk.content, metadata);
  const nodes = agent.nodes;
  const values = state.values;
  return { messages, mood, weather, degrees, city, values, nodes };
}

export const Own = createReactAgentAnnotation<{ degrees: number }>();
export declare const own: typeof Own.State;
export declare const ownUpdate: typeof Own.Update;
export const AnyOwn = createReactAgentAnnotation();
export declare const anyOwn: typeof AnyOwn.State;

export const options: ToolNodeOptions = { name: 'tools', tags: ['a'], handleToolErrors: false };
export const node = new ToolNode(
  [
    search,
    plain,
    RunnableLambda.from((x: { a: number }) => x).asTool({ name: 'x', schema: z.object({ a: z.number() }) }),
  ],
  options,
);
export const typedNode = new ToolNode<typeof State.State>([]);
export class Loud extends ToolNode {
  protected override async runTool(...args: Parameters<ToolNode['runTool']>) {
    const [call, config, state] = args;
    const output = await super.runTool(call, config, state);
    console.log(this.handleToolErrors, this.tools.length, this.trace);
    return output;
  }
  protected override async run(input: unknown, config: LangGraphRunnableConfig) {
    return super.run(input, config);
  }
}
export const graph = new StateGraph(MessagesAnnotation)
  .addNode('model', async (state) => ({ messages: [new HumanMessage(`${state.messages.length}`)] }))
  .addNode('tools', node)
  .addNode('inner', agent)
  .addEdge(START, 'model')
  .addConditionalEdges('model', toolsCondition)
  .addEdge('tools', 'inner')
  .compile();
export async function parts() {
  const results = await node.invoke({ messages: [] });
  const answers = await typedNode.invoke({ messages: [], mood: 'good' });
  const next = toolsCondition([]);
  const named = withAgentName(model, 'inline');
  // @ts-expect-error there is no such mode
  withAgentName(model, 'outline');
  const updates = await graph.invoke({ messages: [] });
  return { results, answers, next, named, updates };
}

export const executor = new ToolExecutor({ tools: [search] });
declare const agentRunnable: Runnable;
export const actions = createAgentExecutor({ agentRunnable, tools: [plain] });
export const functions = createFunctionCallingExecutor({ model: {}, tools: executor });
export async function runOlder() {
  const { agentOutcome, steps, input, chatHistory } = await actions.invoke({ input: 'x' });
  const { messages } = await functions.invoke({ messages: [] });
  const output = await executor.invoke({ tool: 'search', toolInput: 'x' });
  const { lc_graph_name: name, toolMap, invalidToolMsgTemplate } = executor;
  return { agentOutcome, steps, input, chatHistory, messages, output, name, toolMap, invalidToolMsgTemplate };
}

export declare const request: ActionRequest;
export declare const question: HumanInterrupt;
export declare const allowed: HumanInterruptConfig;
export declare const response: HumanResponse;
export declare const agentState: AgentState<{ a: 1 }>;
export declare const anyAgentState: AgentState;
export declare const executorState: AgentExecutorState;
export declare const functionsState: FunctionCallingExecutorState;
export declare const mode: AgentNameMode;
export declare const executorArgs: ToolExecutorArgs;
export declare const invocation: ToolInvocationInterface;
export type Params = CreateReactAgentParams<typeof State, { a: 1 }>;
export declare const stateSchema: Params['stateSchema'];
export declare const hook: NonNullable<Params['preModelHook']>;
export declare const prompt: NonNullable<Params['prompt']>;
export declare const format: NonNullable<Params['responseFormat']>;
export declare const llm: Params['llm'];
export const inputs = [question.action_request.args, question.description, response.args, allowed.allow_edit];
