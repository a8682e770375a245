/** The older loop of a model that calls functions in OpenAI's first form, one at a time. */
import { FunctionMessage, type BaseMessage } from '@langchain/core/messages';
import { RunnableLambda, type RunnableConfig, type RunnableToolLike } from '@langchain/core/runnables';
import type { StructuredToolInterface } from '@langchain/core/tools';
import { convertToOpenAIFunction } from '@langchain/core/utils/function_calling';
import { StateGraph, type CompiledStateGraph } from '../graph/index.ts';
import { END, START } from '../reserved-names.ts';
import { ToolExecutor } from './tool-executor.ts';

/** @deprecated Use `createReactAgent`. */
export type FunctionCallingExecutorState = { messages: Array<BaseMessage> };

type State = FunctionCallingExecutorState;
type FunctionCall = { name: string; arguments: unknown };
type Invocable = { invoke(input: BaseMessage[], config?: RunnableConfig): Promise<BaseMessage> };

/**
 * @deprecated Use `createReactAgent`.
 * @throws Error for a model without `bind`
 * @example
 * import { HumanMessage } from '@langchain/core/messages';
 * const executor = createFunctionCallingExecutor({ model, tools: [search] });
 * const { messages } = await executor.invoke({ messages: [new HumanMessage('What is the weather like?')] });
 */
export function createFunctionCallingExecutor<Model extends object>({
  model,
  tools,
}: {
  model: Model;
  tools: Array<StructuredToolInterface | RunnableToolLike> | ToolExecutor;
}): CompiledStateGraph<State, Partial<State>, typeof START | 'agent' | 'action'> {
  const executor = Array.isArray(tools) ? new ToolExecutor({ tools }) : tools;
  if (!isBindable(model)) throw new Error('Model must be bindable');
  const bound = model.bind({ functions: executor.tools.map((tool) => convertToOpenAIFunction(tool as never)) });
  const callModel = async ({ messages }: State, config?: RunnableConfig) => ({
    messages: [await bound.invoke(messages, config)],
  });
  const callTool = async ({ messages }: State, config?: RunnableConfig) => {
    const action = actionOf(messages.at(-1));
    const content = (await executor.invoke(action, config)) as string;
    return { messages: [new FunctionMessage({ content, name: action.tool })] };
  };
  const graph = new StateGraph<State>({
    channels: {
      messages: { value: (held: BaseMessage[], added: BaseMessage[]) => held.concat(added), default: () => [] },
    },
  } as never)
    .addNode('agent', new RunnableLambda({ func: callModel }))
    .addNode('action', new RunnableLambda({ func: callTool }))
    .addEdge(START, 'agent')
    .addConditionalEdges('agent', ({ messages }) => (callOf(messages.at(-1)) ? 'continue' : 'end'), {
      continue: 'action',
      end: END,
    })
    .addEdge('action', 'agent');
  return graph.compile();
}

function isBindable(model: object): model is { bind(kwargs: object): Invocable } {
  return 'bind' in model && typeof model.bind === 'function';
}

function callOf(message: BaseMessage | undefined): FunctionCall | undefined {
  return message?.additional_kwargs['function_call'];
}

function actionOf(message: BaseMessage | undefined): { tool: string; toolInput: string; log: string } {
  if (message === undefined) throw new Error('No messages found.');
  const call = callOf(message);
  if (!call) throw new Error('No function call found in message.');
  return { tool: call.name, toolInput: JSON.stringify(call.arguments), log: '' };
}
