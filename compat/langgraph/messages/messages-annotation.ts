/** States of one key, `messages`, in each of the forms that a state may have. */
import type { BaseMessage } from '@langchain/core/messages';
import type { InteropZodType } from '@langchain/core/utils/types';
import { z } from 'zod/v3';
import type { BaseChannel } from '../channels/base-channel.ts';
import type { OverwriteValue } from '../overwrite.ts';
import { Annotation, type AnnotationRoot } from '../state/annotation.ts';
import type { ReducedZodChannel, SchemaMeta } from '../zod/schema-meta.ts';
import { withLangGraph } from '../zod/schema-meta-registry.ts';
import { messagesStateReducer, type Messages } from './messages-state-reducer.ts';

/** A state of messages, to be used as it is or through its `spec`. */
export const MessagesAnnotation: AnnotationRoot<{
  messages: BaseChannel<BaseMessage[], OverwriteValue<BaseMessage[]> | Messages>;
}> = Annotation.Root({
  messages: Annotation<BaseMessage[], Messages>({ reducer: messagesStateReducer, default: () => [] }),
});

/** What makes a zod schema one of messages: `z.custom<BaseMessage[]>().register(registry, MessagesZodMeta)`. */
export const MessagesZodMeta: SchemaMeta<BaseMessage[], Messages> = {
  reducer: { fn: messagesStateReducer },
  jsonSchemaExtra: { langgraph_type: 'messages' },
  default: () => [],
};

/** The same state as {@link MessagesAnnotation}, as an object of zod 3. */
export const MessagesZodState: z.ZodObject<
  {
    messages: ReducedZodChannel<z.ZodType<BaseMessage[], z.ZodTypeDef, BaseMessage[]>, InteropZodType<Messages>>;
  },
  'strip',
  z.ZodTypeAny,
  { messages: BaseMessage[] },
  { messages: BaseMessage[] }
> = z.object({
  messages: withLangGraph<BaseMessage[], Messages, z.ZodType<BaseMessage[]>>(
    z.custom<BaseMessage[]>(),
    MessagesZodMeta,
  ),
});
