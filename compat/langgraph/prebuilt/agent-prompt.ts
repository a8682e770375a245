/** What an agent's model is told beside the messages, in each of the forms that it may be given in. */
import { SystemMessage, type BaseMessage, type BaseMessageLike } from '@langchain/core/messages';
import { Runnable, RunnableLambda } from '@langchain/core/runnables';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import type { MessageModifier, Prompt } from './create-react-agent-params.ts';
import { isMessage } from './message-kind.ts';

/** The part of an agent's state that prompts are made of. */
export interface PromptState {
  readonly messages: BaseMessage[];
}

type PromptFunction = (state: PromptState, config: LangGraphRunnableConfig) => unknown;

/** Makes the input of the model. */
interface AgentPrompt {
  /** For runs that somebody watches. */
  readonly runnable: Runnable;
  /** Does the same; absent where only the Runnable can. */
  readonly call: PromptFunction | undefined;
  /** Whether it looks at nothing but the messages. */
  readonly isOfMessages: boolean;
}

interface PromptFields {
  readonly prompt?: Prompt | undefined;
  readonly stateModifier?: Prompt | undefined;
  readonly messageModifier?: MessageModifier | undefined;
}

/** @throws Error for several prompts, or one that is none */
export function agentPrompt({ prompt, stateModifier, messageModifier }: PromptFields): AgentPrompt {
  const given = [prompt, stateModifier, messageModifier].filter((each) => each !== undefined && each !== null);
  if (given.length > 1)
    throw new Error('Expected only one of prompt, stateModifier, or messageModifier, got multiple values');
  const hasModifier = messageModifier !== undefined && messageModifier !== null;
  const chosen = hasModifier ? promptOfModifier(messageModifier) : (stateModifier ?? prompt);
  if (Runnable.isRunnable(chosen)) return { runnable: chosen, call: undefined, isOfMessages: false };
  const call = promptFunction(chosen as Exclude<Prompt, Runnable>);
  const runnable = RunnableLambda.from(call as never).withConfig({ runName: 'prompt' });
  // What LangSmith traces is told of by its Runnable.
  if ('langsmith:traceable' in call) return { runnable, call: undefined, isOfMessages: false };
  return { runnable, call, isOfMessages: typeof chosen !== 'function' };
}

function promptFunction(prompt: Exclude<Prompt, Runnable> | null | undefined): PromptFunction {
  if (prompt === undefined || prompt === null) return (state) => state.messages;
  if (typeof prompt === 'string') {
    const system = new SystemMessage(prompt);
    return (state) => [system, ...(state.messages ?? [])];
  }
  if (isSystemMessage(prompt)) return (state) => [prompt, ...state.messages];
  if (typeof prompt === 'function') return prompt as PromptFunction;
  throw new Error(`Got unexpected type for 'prompt': ${typeof prompt}`);
}

function promptOfModifier(modifier: MessageModifier): Prompt {
  if (typeof modifier === 'string' || isSystemMessage(modifier)) return modifier;
  if (typeof modifier === 'function')
    return async (state: PromptState): Promise<BaseMessageLike[]> => modifier(state.messages);
  if (Runnable.isRunnable(modifier))
    return RunnableLambda.from((state: PromptState) => state.messages).pipe(modifier as Runnable<BaseMessage[]>);
  throw new Error(`Unexpected type for messageModifier: ${typeof modifier}`);
}

function isSystemMessage(value: unknown): value is SystemMessage {
  return isMessage(value) && value._getType() === 'system';
}
