/** LangChain messages → plain messages, once per message object. */
import type { BaseMessage } from '@langchain/core/messages';
import {
  type AssistantMessage,
  type ImagePart,
  LLMError,
  type Message,
  type ReasoningPart,
  type TextPart,
  type ToolCallPart,
} from '../base/index.ts';

/** A content block as LangChain carries it; its fields depend on `type`. */
type Block = Readonly<Record<string, unknown>>;

/** The tool fields of an AI message. */
interface ToolCalling {
  readonly tool_calls?: readonly { id?: string; name: string; args: Record<string, unknown> }[];
  readonly invalid_tool_calls?: readonly { id?: string; name?: string; args?: string }[];
}

/** Messages do not change once they are in a conversation, so each is converted at its first model call only. */
const converted = new WeakMap<BaseMessage, Message>();

/**
 * The plain form of a LangChain message.
 *
 * @param message any message class of LangChain, also of another copy of `@langchain/core`
 * @throws LLMError `LLM_REQUEST_INVALID` for a message or content type that no provider here understands
 */
export function messageFromLangChain(message: BaseMessage): Message {
  let plain = converted.get(message);
  if (plain === undefined) {
    plain = convert(message);
    converted.set(message, plain);
  }
  return plain;
}

function convert(message: BaseMessage): Message {
  const type = message.getType();
  switch (type) {
    case 'system':
    case 'developer':
      return { role: 'system', content: textOf(message.content, '\n') };
    case 'human':
      return { role: 'user', content: blocksOf(message.content).map(userPart) };
    case 'ai':
      return assistantMessage(message);
    case 'tool': {
      const tool = message as BaseMessage & { tool_call_id: string; status?: string };
      return {
        role: 'tool',
        toolCallId: tool.tool_call_id,
        name: tool.name,
        content: toolText(tool.content),
        isError: tool.status === 'error',
      };
    }
    default:
      throw unsupported(`a message of type "${type}"`, 'use human, AI, system and tool messages');
  }
}

function assistantMessage(message: BaseMessage): AssistantMessage {
  const { tool_calls = [], invalid_tool_calls = [] } = message as ToolCalling;
  const content: (TextPart | ReasoningPart | ToolCallPart)[] = [];
  const reasoning = message.additional_kwargs['reasoning_content'] ?? message.additional_kwargs['reasoning'];
  if (typeof reasoning === 'string' && reasoning !== '') content.push({ type: 'reasoning', text: reasoning });
  for (const block of blocksOf(message.content)) {
    const part = assistantPart(block);
    if (part !== undefined) content.push(part);
  }
  for (const { id = '', name, args } of tool_calls) content.push({ type: 'tool-call', id, name, args });
  for (const { id = '', name = '', args = '' } of invalid_tool_calls) {
    if (!tool_calls.some((call) => call.id === id))
      content.push({ type: 'tool-call', id, name, args: {}, invalid: args });
  }
  return { role: 'assistant', content };
}

/**
 * What the model wrote, in the forms of several providers. Tool use stands in `tool_calls`; what only the provider that
 * wrote it understands is left out, so that a thread can go on with another.
 */
function assistantPart(block: Block): TextPart | ReasoningPart | undefined {
  switch (block['type']) {
    case 'text':
      return typeof block['text'] !== 'string' || block['text'] === ''
        ? undefined
        : { type: 'text', text: block['text'] };
    case 'thinking':
      return reasoningPart(block['thinking'], block['signature']);
    case 'think':
      return reasoningPart(block['think']);
    case 'reasoning':
      return reasoningPart(block['reasoning']);
    case 'redacted_thinking':
      return { type: 'reasoning', text: '', redacted: String(block['data']) };
    default:
      return undefined;
  }
}

function reasoningPart(text: unknown, signature?: unknown): ReasoningPart | undefined {
  if (typeof text !== 'string' && typeof signature !== 'string') return undefined;
  return {
    type: 'reasoning',
    text: typeof text === 'string' ? text : '',
    ...(typeof signature === 'string' && { signature }),
  };
}

function userPart(block: Block): TextPart | ImagePart {
  if (block['type'] === 'text') return { type: 'text', text: String(block['text']) };
  const url = imageUrl(block);
  if (url !== undefined) return { type: 'image', url };
  throw unsupported(`content of type "${String(block['type'])}" in a human message`, 'send text or images');
}

/** The three ways LangChain's users write an image: `image_url` as string or object, or a standard `image` block. */
function imageUrl(block: Block): string | undefined {
  if (block['type'] === 'image_url') {
    const image = block['image_url'];
    return typeof image === 'string' ? image : (image as { url?: string } | undefined)?.url;
  }
  if (block['type'] !== 'image') return undefined;
  if (typeof block['url'] === 'string') return block['url'];
  const mimeType = block['mimeType'] ?? block['mime_type'];
  return typeof block['data'] === 'string' ? `data:${String(mimeType)};base64,${block['data']}` : undefined;
}

function blocksOf(content: BaseMessage['content']): readonly Block[] {
  return typeof content === 'string' ? (content === '' ? [] : [{ type: 'text', text: content }]) : content;
}

function textOf(content: BaseMessage['content'], separator: string): string {
  if (typeof content === 'string') return content;
  return content
    .filter((block) => block.type === 'text')
    .map((block) => String(block['text']))
    .join(separator);
}

/** Tool results travel as text: blocks of text joined, anything else as JSON. */
function toolText(content: BaseMessage['content']): string {
  if (typeof content === 'string') return content;
  return content.every((block) => block.type === 'text') ? textOf(content, '\n') : JSON.stringify(content);
}

function unsupported(what: string, remedy: string): LLMError {
  return new LLMError('LLM_REQUEST_INVALID', `${what} cannot be sent to a model: ${remedy}`, { provider: 'any' });
}
