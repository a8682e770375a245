/** The state of an agent. */
import type { BaseMessage } from '@langchain/core/messages';
import type { BaseChannel } from '../channels/index.ts';
import { messagesStateReducer, type Messages } from '../messages/index.ts';
import type { OverwriteValue } from '../overwrite.ts';
import { Annotation, type AnnotationRoot } from '../state/index.ts';

/* oxlint-disable typescript/no-explicit-any -- as published: what is structured is of any type */

/**
 * The state of an agent that is given no other: its messages, and the last answer in a form of its own.
 *
 * @example
 * const AgentState = createReactAgentAnnotation<{ city: string }>();
 * const { structuredResponse } = {} as typeof AgentState.State;
 */
export const createReactAgentAnnotation = <T extends Record<string, any> = Record<string, any>>(): AnnotationRoot<{
  messages: BaseChannel<BaseMessage[], OverwriteValue<BaseMessage[]> | Messages>;
  structuredResponse: typeof Annotation<T>;
}> =>
  Annotation.Root({
    messages: Annotation<BaseMessage[], Messages>({ reducer: messagesStateReducer, default: () => [] }),
    structuredResponse: Annotation<T>,
  });

/** What a hook before the model adds: messages that the model gets in place of the state's, as they were written last. */
export const PreHookAnnotation: AnnotationRoot<{
  llmInputMessages: BaseChannel<BaseMessage[], OverwriteValue<BaseMessage[]> | Messages>;
}> = Annotation.Root({
  llmInputMessages: Annotation<BaseMessage[], Messages>({
    reducer: (_held, update) => messagesStateReducer([], update),
    default: () => [],
  }),
});
export type PreHookAnnotation = typeof PreHookAnnotation;
