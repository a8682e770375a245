/** LangChain messages → plain messages, once per message object. */
import type { BaseMessage } from '@langchain/core/messages';
import {
  type AssistantMessage,
  type AssistantPart,
  type ContentPart,
  LLMError,
  type Message,
  type TextPart,
  type ToolCallPart,
} from '../base/index.ts';
import { assistantPartOf } from './answer-blocks.ts';
import { callExtra, itemBeside, outputsBeside, reasoningBeside, textExtra } from './answer-kwargs.ts';
import { pairUp, plainOf } from './paired-messages.ts';
import { outputParts } from './responses-output.ts';
import { contentPartOf, record } from './user-blocks.ts';

/** The tool fields of an AI message. */
interface ToolCalling {
  readonly tool_calls?: readonly { id?: string; name: string; args: Record<string, unknown> }[];
  readonly invalid_tool_calls?: readonly { id?: string; name?: string; args?: string }[];
}

/**
 * The plain form of a LangChain message.
 *
 * @param message any message class of LangChain, also of another copy of `@langchain/core`
 * @throws LLMError `LLM_REQUEST_INVALID` for a message or content type that no provider here understands
 */
export function messageFromLangChain(message: BaseMessage): Message {
  let plain = plainOf(message);
  if (plain === undefined) pairUp(message, (plain = convert(message)));
  return plain;
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
  return parts.some(({ extra }) => extra !== undefined) ? parts : textOf(content);
}

function assistantMessage(message: BaseMessage): AssistantMessage {
  const calls = callsOf(message);
  const { additional_kwargs: kwargs, response_metadata } = message;
  const metadata = record(response_metadata);
  const items = outputParts(metadata, calls);
  if (items !== undefined) return { role: 'assistant', content: items };
  const parts = writtenParts(message.content, kwargs, calls);
  const written = String(metadata['model_provider']).startsWith('google') ? parts.map(signedByGoogle) : parts;
  const item = itemBeside(kwargs);
  const beside = item === undefined ? reasoningBeside(kwargs, written.some(isReasoning)) : [item];
  const content = item === undefined ? written : written.filter((part) => !isUnproven(part));
  return { role: 'assistant', content: [...beside, ...outputsBeside(kwargs), ...content] };
}

/** Its class puts the signature where Anthropic's has its own, which would refuse it. */
function signedByGoogle(part: AssistantPart): AssistantPart {
  if (part.type !== 'reasoning' || part.signature === undefined) return part;
  const { signature: thoughtSignature, ...rest } = part;
  return { ...rest, extra: { ...rest.extra, google: { thoughtSignature } } };
}

function isReasoning({ type }: AssistantPart): boolean {
  return type === 'reasoning';
}

/** Reasoning of which nothing but the text is there. */
function isUnproven(part: AssistantPart): boolean {
  if (part.type !== 'reasoning') return false;
  return (part.signature ?? part.redacted ?? part.extra) === undefined;
}

function callsOf(message: BaseMessage & ToolCalling): ToolCallPart[] {
  const { tool_calls = [], invalid_tool_calls = [], additional_kwargs } = message;
  const valid = tool_calls.map(({ id = '', name, args }, call): ToolCallPart => {
    const extra = callExtra(additional_kwargs, id, { call, of: tool_calls.length });
    return { type: 'tool-call', id, name, args, ...(extra && { extra }) };
  });
  const invalid = invalid_tool_calls
    .filter(({ id = '' }) => !tool_calls.some((call) => call.id === id))
    .map(({ id = '', name = '', args = '' }): ToolCallPart => ({
      type: 'tool-call',
      id,
      name,
      args: {},
      invalid: args,
    }));
  return [...valid, ...invalid];
}

/** What the model wrote, and its calls: each where its block stands, and behind the text where it has none. */
function writtenParts(
  content: BaseMessage['content'],
  kwargs: Readonly<Record<string, unknown>>,
  calls: readonly ToolCallPart[],
): AssistantPart[] {
  const left = new Set(calls);
  const parts = blocksOf(content).flatMap((block): AssistantPart[] => {
    const part = assistantPartOf(block);
    if (part !== undefined) return [part];
    const { id } = record(block);
    const call = calls.find((known) => known.id !== '' && known.id === id && left.has(known));
    if (call !== undefined) left.delete(call);
    return call === undefined ? [] : [call];
  });
  const extra = typeof content === 'string' ? textExtra(kwargs) : undefined;
  const signed = parts.map((part) => (extra && part.type === 'text' ? { ...part, extra } : part));
  return [...signed, ...left];
}

function userPart(block: unknown): ContentPart {
  const part = contentPartOf(block);
  if (part !== undefined) return part;
  const remedy = 'send text, images or files, by address or by content';
  throw unsupported(`content of type "${String(record(block)['type'])}" in a human message`, remedy);
}

function blocksOf(content: BaseMessage['content']): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return content === '' ? [] : [{ type: 'text', text: content }];
}

/** Blocks of text, one to a line. */
function textOf(content: BaseMessage['content']): string {
  if (typeof content === 'string') return content;
  const parts = content.map(contentPartOf).filter((part) => part?.type === 'text');
  return parts.map(({ text }) => text).join('\n');
}

/** Text alone is one string; with media among it, parts; anything else is told as JSON. */
function toolContent(content: BaseMessage['content']): string | ContentPart[] {
  if (typeof content === 'string') return content;
  const parts = content.map(contentPartOf);
  if (!parts.every((part) => part !== undefined)) return JSON.stringify(content);
  return parts.every(({ type }) => type === 'text') ? textOf(content) : parts;
}

function unsupported(what: string, remedy: string): LLMError {
  return new LLMError('LLM_REQUEST_INVALID', `${what} cannot be sent to a model: ${remedy}`, { provider: 'any' });
}
