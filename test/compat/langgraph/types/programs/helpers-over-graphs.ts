/** Libraries over graphs: functions that are generic in states, nodes and graphs. */
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import {
  Annotation,
  Command,
  END,
  GraphRecursionError,
  InMemoryStore,
  MessageGraph,
  MessagesAnnotation,
  START,
  Send,
  StateGraph,
  getStore,
  messagesStateReducer,
  pushMessage,
  type AnnotationRoot,
  type BaseCheckpointSaver,
  type BaseStore,
  type CompiledGraphType,
  type CompiledStateGraph,
  type ExtractStateType,
  type ExtractUpdateType,
  type LangGraphRunnableConfig,
  type NodeType,
  type SingleReducer,
  type StateDefinition,
  type StateType,
  type UpdateType,
} from '@langchain/langgraph';
import { z } from 'zod';

export function keyOf<Definition extends StateDefinition>(state: AnnotationRoot<Definition>): (keyof Definition)[] {
  return Object.keys(state.spec);
}
export function loop<Definition extends StateDefinition>(
  state: AnnotationRoot<Definition>,
  node: (held: StateType<Definition>, config: LangGraphRunnableConfig) => Promise<UpdateType<Definition>>,
) {
  return { state, node };
}
export const Counter = Annotation.Root({ count: Annotation<number>, ...MessagesAnnotation.spec });
export const looped = loop(Counter, async (held) => ({ count: held.count + 1 }));
export const keys = keyOf(Counter);

export function withEcho(builder: StateGraph<typeof Counter, typeof Counter.State, typeof Counter.Update>) {
  return builder.addNode('echo', (state) => ({ messages: state.messages })).addEdge(START, 'echo');
}
export const echoed = withEcho(new StateGraph(Counter)).compile();

export interface AgentOptions {
  checkpointSaver?: BaseCheckpointSaver | boolean;
  store?: BaseStore;
  prompt?: (state: typeof Counter.State, config: LangGraphRunnableConfig) => BaseMessage[] | Promise<BaseMessage[]>;
}
export function makeAgent({ checkpointSaver, store, prompt }: AgentOptions) {
  const call = async (state: typeof Counter.State, config: LangGraphRunnableConfig) => {
    const messages = (await prompt?.(state, config)) ?? state.messages;
    return { messages: [new AIMessage({ content: String(messages.length), id: '1' })] };
  };
  const route = (state: typeof Counter.State) => {
    const last = state.messages.at(-1) as AIMessage;
    const calls = last.tool_calls ?? [];
    return calls.length === 0 ? END : calls.map((one) => new Send('tools', { ...state, one }));
  };
  return new StateGraph(Counter)
    .addNode('agent', RunnableLambda.from(call).withConfig({ runName: 'agent' }))
    .addNode('tools', async () => [new Command({ update: { count: 1 } }), { count: 2 }] as never)
    .addEdge(START, 'agent')
    .addConditionalEdges('agent', route, { tools: 'tools', [END]: END })
    .addEdge('tools', 'agent')
    .compile({ checkpointer: checkpointSaver, store });
}
export const agent = makeAgent({ store: new InMemoryStore() });
export type Agent = ReturnType<typeof makeAgent>;
export type AgentState = Awaited<ReturnType<Agent['invoke']>>;
export type AgentInput = Parameters<Agent['invoke']>[0];
export type Extracted = ExtractStateType<typeof Counter>;
export type ExtractedUpdate = ExtractUpdateType<typeof Counter>;
export type CounterNode = NodeType<(typeof Counter)['spec']>;

export const asTool = tool(
  async ({ question }, config: RunnableConfig) => {
    const result = await agent.invoke({ messages: [{ role: 'user', content: question }] }, config);
    const remembered = await getStore()?.search(['notes'], { query: question });
    return `${result.count} ${remembered?.length}`;
  },
  { name: 'ask', description: 'asks', schema: z.object({ question: z.string() }) },
);
export const remember = async (state: typeof Counter.State, { store, configurable }: LangGraphRunnableConfig) => {
  const { user } = configurable ?? {};
  const item = await store?.get(['notes', String(user)], 'last');
  await store?.put(['notes'], 'last', { count: state.count });
  const pushed = pushMessage({ role: 'ai', content: 'noted' }, { stateKey: 'messages' });
  return { count: Number(item?.value.count ?? 0), messages: [pushed] };
};

export const older = new StateGraph<{ input: string; steps: string[] }>({
  channels: {
    input: null,
    steps: { reducer: (held: string[], more: string[]) => held.concat(more), default: () => [] },
  },
})
  .addNode('step', (state) => ({ steps: [state.input] }))
  .addEdge('__start__', 'step')
  .compile();
// Not exported: LangChain's own classes have parts that declarations cannot name.
const messageGraph = new MessageGraph()
  .addNode('say', (messages) => messages.slice(-1))
  .addEdge(START, 'say')
  .compile();
export const argued = new StateGraph({ stateSchema: Counter, input: Counter, output: MessagesAnnotation })
  .addNode('a', async (state) => ({ count: state.messages.length }))
  .addEdge(START, 'a')
  .compile();

export async function run() {
  const echo = await echoed.invoke({ count: 1 });
  const state = await agent.invoke({ messages: 'hi', count: 1 });
  const old = await older.invoke({ input: 'x' });
  const said = await messageGraph.invoke({} as never);
  const outer = await argued.invoke({ count: 1 });
  const merged = messagesStateReducer([], [{ role: 'user', content: 'x' }]);
  const lambda = agent.pipe((held: AgentState) => held.count);
  const piped = await lambda.invoke({ messages: [] });
  try {
    await agent.invoke({}, { recursionLimit: 1, timeout: 5, signal: AbortSignal.timeout(5) });
  } catch (error) {
    if (error instanceof GraphRecursionError) console.log(error.lc_error_code, error.message);
  }
  return { echo, state, old, said, outer, merged, piped };
}

export declare const anyGraph: CompiledStateGraph<any, any, any>; // oxlint-disable-line typescript/no-explicit-any -- as programs write it
export const anyResult = async () => anyGraph.invoke({ whatever: 1 });
export declare const described: CompiledGraphType<{ state: { a: 1 }; update: { a?: 1 }; context: { user: string } }>;
export declare const reducer: SingleReducer<number, string>;
