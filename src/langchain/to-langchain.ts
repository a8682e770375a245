/** Plain answers and results → the LangChain message classes that hosts, hooks and savers expect. */
import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  coerceMessageLikeToMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { InvalidConfigError, randomUuid } from '../base/index.ts';
import type { LLMEvent } from '../llm/index.ts';
import { type AnswerForm, textBlock, thinkingBlock, usageMetadata } from './answer-message.ts';

/** Content as LangChain's message classes take it. */
type Content = BaseMessage['content'];

/** A message in one of the forms users write: an instance, `{ role, content }`, `['human', text]`, or a string. */
export type MessageLike = BaseMessage | { role: string; content: Content } | [role: string, content: Content] | string;

/**
 * Makes message instances of what the caller passed; instances stay the same objects.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` if it is no array, or naming the index of what is no message
 */
export function messagesFrom(messages: readonly MessageLike[]): BaseMessage[] {
  if (!Array.isArray(messages)) {
    throw new InvalidConfigError('CONFIG_INVALID', 'messages is no array: pass { messages: [...] }');
  }
  return messages.map((message, index) => {
    try {
      return coerceMessageLikeToMessage(message as Parameters<typeof coerceMessageLikeToMessage>[0]);
    } catch (cause) {
      throw new InvalidConfigError(
        'CONFIG_INVALID',
        `messages[${index}] is no message: pass a LangChain message or { role, content }`,
        { cause },
      );
    }
  });
}

type CallChunk = NonNullable<AIMessageChunk['tool_call_chunks']>[number];

interface ChunkFields {
  readonly content: Content;
  readonly additional_kwargs?: Record<string, unknown>;
  readonly tool_call_chunks?: CallChunk[];
  readonly usage_metadata?: NonNullable<AIMessageChunk['usage_metadata']>;
}

/** The raw chunk of one event, for those who watch `on_chat_model_stream`; `undefined` where the event carries nothing. */
export function chunkOf(event: LLMEvent, form: AnswerForm): AIMessageChunk | undefined {
  const chunk = (fields: ChunkFields): AIMessageChunk => new AIMessageChunk({ id: form.id, ...fields });
  switch (event.type) {
    case 'text-delta':
      return chunk({ content: form.shape === 'string' ? event.text : [textBlock(event.text, event.block)] });
    case 'reasoning-delta':
      return form.shape === 'string'
        ? chunk({ content: '', additional_kwargs: { [form.reasoningKey]: event.text } })
        : chunk({ content: [{ ...thinkingBlock(event), index: event.block }] });
    case 'tool-call-start':
      return chunk({
        content: '',
        tool_call_chunks: [
          { type: 'tool_call_chunk', index: event.index, id: event.id, name: event.name, args: event.args },
        ],
      });
    case 'tool-call-delta':
      return chunk({
        content: '',
        tool_call_chunks: [{ type: 'tool_call_chunk', index: event.index, args: event.args }],
      });
    case 'usage':
      return chunk({ content: '', usage_metadata: usageMetadata(event.usage) });
    default:
      return undefined;
  }
}

/** The same AI message with calls whose arguments could not be parsed turned into calls with `{}`. */
export function withParsableCalls(message: BaseMessage): BaseMessage {
  const { tool_calls = [], invalid_tool_calls = [], usage_metadata } = message as AIMessage;
  const repaired = invalid_tool_calls.map(({ id = '', name = '' }) => ({
    id,
    name,
    args: {},
    type: 'tool_call' as const,
  }));
  return new AIMessage({
    ...(message.id !== undefined && { id: message.id }),
    content: message.content,
    additional_kwargs: message.additional_kwargs,
    tool_calls: [...tool_calls, ...repaired],
    response_metadata: message.response_metadata,
    ...(usage_metadata && { usage_metadata }),
  });
}

/** A system prompt. */
export function systemMessage(content: string): BaseMessage {
  return new SystemMessage(content);
}

/** A message in the user's name, with what else is to be known of it. */
export function humanMessage(content: Content, additional_kwargs: Record<string, unknown>): BaseMessage {
  return new HumanMessage({ id: randomUuid(), content, additional_kwargs });
}

/** What a tool message says. */
export interface ToolMessageFields {
  readonly toolCallId: string;
  readonly name: string;
  readonly status: 'success' | 'error';
  readonly content: Content;
  readonly artifact?: unknown;
}

/** A tool's answer as a message. */
export function toolMessage({ toolCallId, name, status, content, artifact }: ToolMessageFields): ToolMessage {
  return new ToolMessage({ id: randomUuid(), tool_call_id: toolCallId, name, status, content, artifact });
}
