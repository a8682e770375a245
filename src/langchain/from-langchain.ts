/** LangChain messages → plain messages, once per message object. */
import type { BaseMessage } from '@langchain/core/messages';
import {
  type AssistantMessage,
  type AssistantPart,
  type ContentPart,
  LLMError,
  type Message,
  type TextPart,
} from '../base/index.ts';
import { assistantPartOf, partsBeside } from './answer-blocks.ts';
import { type Block, contentPartOf } from './user-blocks.ts';

/** The tool fields of an AI message. */
interface ToolCalling {
  readonly tool_calls?: readonly { id?: string; name: string; args: Record<string, unknown> }[];
  readonly invalid_tool_calls?: readonly { id?: string; name?: string; args?: string }[];
}

/** Messages do not change once they are in a conversation, so each is converted at its first model call only. */
const converted = new WeakMap<BaseMessage, Message>();

/** The other way round: what came as a LangChain message goes to a LangChain model as the same object. */
const originals = new WeakMap<Message, BaseMessage>();

/** Where LangChain's class for Gemini keeps the signatures of calls, by their ids. */
export const GEMINI_SIGNATURES = '__gemini_function_call_thought_signatures__';

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
    originals.set(plain, message);
  }
  return plain;
}

/** The message that `plain` was made of, if any. */
export function originalOf(plain: Message): BaseMessage | undefined {
  return originals.get(plain);
}

function convert(message: BaseMessage): Message {
  const type = message.getType();
  switch (type) {
    case 'system':
    case 'developer':
      return { role: 'system', content: systemContent(message.content) };
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
        content: toolContent(tool.content),
        isError: tool.status === 'error',
      };
    }
    default:
      throw unsupported(`a message of type "${type}"`, 'use human, AI, system and tool messages');
  }
}

/** Text, unless a part of it carries a mark of its own. */
function systemContent(content: BaseMessage['content']): string | TextPart[] {
  const parts = blocksOf(content)
    .map(contentPartOf)
    .filter((part) => part?.type === 'text');
  return parts.some(({ extra }) => extra !== undefined) ? parts : textOf(content, '\n');
}

function assistantMessage(message: BaseMessage): AssistantMessage {
  const { tool_calls = [], invalid_tool_calls = [] } = message as ToolCalling;
  const beside = partsBeside(message.additional_kwargs);
  const written = blocksOf(message.content)
    .map(assistantPartOf)
    .filter((part) => part !== undefined);
  const content: AssistantPart[] = [...beside.reasoning, ...beside.outputs, ...written];
  const signatures = message.additional_kwargs[GEMINI_SIGNATURES] as Readonly<Record<string, unknown>> | undefined;
  for (const { id = '', name, args } of tool_calls) {
    const thoughtSignature = signatures !== undefined && Object.hasOwn(signatures, id) ? signatures[id] : undefined;
    const extra = typeof thoughtSignature === 'string' && { extra: { google: { thoughtSignature } } };
    content.push({ type: 'tool-call', id, name, args, ...extra });
  }
  for (const { id = '', name = '', args = '' } of invalid_tool_calls) {
    if (!tool_calls.some((call) => call.id === id))
      content.push({ type: 'tool-call', id, name, args: {}, invalid: args });
  }
  return { role: 'assistant', content };
}

function userPart(block: Block): ContentPart {
  const part = contentPartOf(block);
  if (part !== undefined) return part;
  const remedy = 'send text, images or files';
  throw unsupported(`content of type "${String(block['type'])}" in a human message`, remedy);
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

/** Blocks of text joined; with media among them, as parts; with anything else, as JSON. */
function toolContent(content: BaseMessage['content']): string | ContentPart[] {
  if (typeof content === 'string') return content;
  if (content.every((block) => block.type === 'text')) return textOf(content, '\n');
  const parts = content.map(contentPartOf);
  return parts.every((part) => part !== undefined) ? parts : JSON.stringify(content);
}

function unsupported(what: string, remedy: string): LLMError {
  return new LLMError('LLM_REQUEST_INVALID', `${what} cannot be sent to a model: ${remedy}`, { provider: 'any' });
}
