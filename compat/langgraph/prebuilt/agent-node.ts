/** The node of an agent that calls its model. */
import type { LanguageModelLike } from '@langchain/core/language_models/base';
import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import { RunnableLambda, type Runnable } from '@langchain/core/runnables';
import { isWatched } from '../graph/branch.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import { agentPrompt, type PromptState } from './agent-prompt.ts';
import { bindTools } from './bind-tools.ts';
import type { ClientTool, CreateReactAgentParams, ServerTool } from './create-react-agent-params.ts';
import { isAi } from './message-kind.ts';
import { completeCallIds, withRefusedCalls } from './repair-tool-calls.ts';
import { withAgentName } from './with-agent-name.ts';

export interface AgentState extends PromptState {
  /** What a hook wants the model to get in place of the messages. */
  readonly llmInputMessages?: BaseMessage[];
}

type AgentParams = Pick<
  CreateReactAgentParams,
  'llm' | 'prompt' | 'stateModifier' | 'messageModifier' | 'includeAgentName' | 'name'
>;

type AgentNode = (state: AgentState, config: LangGraphRunnableConfig) => Promise<{ messages: BaseMessage[] }>;
type Tools = readonly (ClientTool | ServerTool)[];

/**
 * @param tools bound to the model; one that is chosen by a function has to be bound by it
 * @param repair whether calls that are not as they should be are made good
 */
export function agentNode(params: AgentParams, tools: Tools, repair: boolean): AgentNode {
  const { llm, name } = params;
  const ask = async (call: ModelCall, state: AgentState, config: LangGraphRunnableConfig) => {
    const response = (await call(modelInput(state, repair), config)) as AIMessage;
    response.name = name as string;
    response.lc_kwargs.name = name;
    if (repair && isAi(response)) completeCallIds(response);
    return { messages: [response] };
  };
  if (typeof llm === 'function')
    return async (state, config) => ask(modelCall(params, await llm(state as never, config as never)), state, config);
  // A model that is always the same is made ready at its first call.
  let known: ModelCall | undefined;
  return async (state, config) => {
    known ??= modelCall(params, (await bindTools(llm as Runnable, tools)) as LanguageModelLike);
    return ask(known, state, config);
  };
}

type ModelCall = (input: AgentState, config: LangGraphRunnableConfig) => unknown;

/** Prompt, then model: as the sequence that watchers are told of, or by calling both. */
function modelCall(params: AgentParams, bound: LanguageModelLike): ModelCall {
  const { includeAgentName } = params;
  const prompt = agentPrompt(params);
  const model = (includeAgentName === 'inline' ? withAgentName(bound, includeAgentName) : bound) as Runnable;
  const { call } = prompt;
  let sequence: Runnable | undefined;
  if (call === undefined) {
    sequence = prompt.runnable.pipe(model);
    return (input, config) => sequence?.invoke(input, config);
  }
  return async (input, config) => {
    if (isWatched(config)) return (sequence ??= prompt.runnable.pipe(model)).invoke(input, config);
    const made = call(input, prompt.isOfMessages ? config : oneLevelDown(config));
    const messages = isMade(made) ? made : await resolved(made, input, config);
    config.signal?.throwIfAborted();
    return model.invoke(messages, config);
  };
}

/** Whether it can be given to a model as it is. */
function isMade(made: unknown): boolean {
  return Array.isArray(made) || typeof made === 'string';
}

/** What a Runnable makes of a function's result: Runnables are run, streams are joined. */
async function resolved(pending: unknown, input: AgentState, config: LangGraphRunnableConfig): Promise<unknown> {
  const made = await pending;
  return isMade(made) ? made : RunnableLambda.from(() => made as never).invoke(input, config);
}

/** As a Runnable tells functions. */
function oneLevelDown(config: LangGraphRunnableConfig): LangGraphRunnableConfig {
  return { ...config, recursionLimit: (config.recursionLimit ?? 25) - 1 };
}

function modelInput(state: AgentState, repair: boolean): AgentState {
  const { messages: held, llmInputMessages, ...rest } = state;
  const given = llmInputMessages !== undefined && llmInputMessages?.length > 0 ? llmInputMessages : held;
  return { messages: repair ? withRefusedCalls(given) : given, ...rest };
}
