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
import {
  type AssistantPart,
  InvalidConfigError,
  randomUuid,
  type ReasoningPart,
  type TextPart,
  type ToolCallPart,
  type Usage,
} from '../base/index.ts';
import type { DoneEvent, LLMEvent } from '../llm/index.ts';
import { GEMINI_SIGNATURES } from './from-langchain.ts';

/** Content as LangChain's message classes take it. */
type Content = BaseMessage['content'];
type Block = Exclude<Content, string>[number];

/** How an answer is to be put into a message. */
export interface AnswerForm {
  /** Id of the message. */
  readonly id: string;
  /** One string, or a list of blocks as Anthropic's class makes it. */
  readonly shape: 'string' | 'blocks';
  /** Key of `additional_kwargs` that takes the reasoning of a `string` answer. */
  readonly reasoningKey: string;
  /** LangChain's name of the provider, which tells its tools how to read the content. */
  readonly modelProvider: string;
}

/** What Anthropic says of the message itself; hosts look for it in `additional_kwargs`, `stop_reason` above all. */
const MESSAGE_FIELDS: ReadonlySet<string> = new Set(['id', 'model', 'role', 'stop_reason', 'stop_sequence', 'type']);

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

/** The message of a finished answer. */
export function answerMessage({ message, usage, metadata }: DoneEvent, form: AnswerForm): AIMessageChunk {
  const { content } = message;
  const calls = content.filter((part) => part.type === 'tool-call');
  const thought = textOf(content, 'reasoning');
  const asString = form.shape === 'string';
  const [described, rest] = splitMetadata(metadata);
  const answer = new AIMessageChunk({
    id: form.id,
    content: asString
      ? textOf(content, 'text')
      : (content.map(blockOf).filter((block) => block !== undefined) as Block[]),
    additional_kwargs: {
      ...(asString && thought !== '' && { [form.reasoningKey]: thought }),
      ...kwargsBeside(content),
      ...described,
    },
    response_metadata: { model_provider: form.modelProvider, ...rest },
    ...(usage && { usage_metadata: usageMetadata(usage) }),
  });
  // set afterwards: the constructor would parse the chunks again, and complete half an object by guessing
  answer.tool_calls = calls.filter(({ invalid }) => invalid === undefined).map(validCall);
  answer.invalid_tool_calls = calls.filter(({ invalid }) => invalid !== undefined).map(invalidCall);
  answer.tool_call_chunks = asString ? calls.map(callChunk) : calls.map((call) => blockChunk(call, content));
  return answer;
}

/** What LangChain's classes keep beside the content, for the provider that wrote it. */
function kwargsBeside(content: DoneEvent['message']['content']): Record<string, unknown> {
  const kwargs: Record<string, unknown> = {};
  const signatures = new Map<string, unknown>();
  const outputs: unknown[] = [];
  for (const part of content) {
    if (part.type === 'provider') {
      if (part.wire === 'openai') outputs.push(part.block);
      if (part.wire === 'openai-chat') Object.assign(kwargs, part.block);
    } else if (part.type === 'tool-call') {
      const { thoughtSignature } = (part.extra?.['google'] ?? {}) as { thoughtSignature?: unknown };
      if (thoughtSignature !== undefined) signatures.set(part.id, thoughtSignature);
    } else if (part.type === 'reasoning') {
      const item = part.extra?.['openai'];
      if (item !== undefined) kwargs['reasoning'] = { type: 'reasoning', ...item };
      Object.assign(kwargs, part.extra?.['openai-chat']);
    }
  }
  if (outputs.length > 0) kwargs['tool_outputs'] = outputs;
  if (signatures.size > 0) kwargs[GEMINI_SIGNATURES] = Object.fromEntries(signatures);
  return kwargs;
}

function textOf(content: DoneEvent['message']['content'], type: 'text' | 'reasoning'): string {
  return content.map((part) => (part.type === type ? part.text : '')).join('');
}

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

/** Splits off what is kept in `additional_kwargs`; only Anthropic's messages have a `stop_reason`. */
function splitMetadata(metadata: DoneEvent['metadata']): [described: object, rest: object] {
  if (!('stop_reason' in metadata)) return [{}, metadata];
  const entries = Object.entries(metadata);
  const describes = ([key]: [string, unknown]): boolean => MESSAGE_FIELDS.has(key);
  return [
    Object.fromEntries(entries.filter(describes)),
    Object.fromEntries(entries.filter((entry) => !describes(entry))),
  ];
}

/** Token counts under LangChain's names; the details are there even where the provider gave none. */
function usageMetadata({ input, output, total, ...details }: Usage): NonNullable<AIMessageChunk['usage_metadata']> {
  const { cacheRead, cacheWrite, reasoning } = details;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: total,
    input_token_details: {
      ...(cacheRead !== undefined && { cache_read: cacheRead }),
      ...(cacheWrite !== undefined && { cache_creation: cacheWrite }),
    },
    output_token_details: { ...(reasoning !== undefined && { reasoning }) },
  };
}

/** `undefined` for what stands beside the content, see `kwargsBeside`. */
function blockOf(part: AssistantPart, index: number): Record<string, unknown> | undefined {
  switch (part.type) {
    case 'text':
      return { ...textBlock(part.text, index), ...proofOf(part) };
    case 'reasoning':
      return part.extra?.['openai'] === undefined ? { ...thinkingBlock(part), index } : undefined;
    case 'tool-call':
      return { type: 'tool_use', id: part.id, name: part.name, input: argumentText(part), index };
    case 'provider':
      if (part.wire === 'google') return { type: Object.keys(part.block)[0], ...part.block, index };
      return part.wire === 'openai' || part.wire === 'openai-chat' ? undefined : { index, ...part.block };
  }
}

/** Citations of a text, under the name that the provider's class gives them. */
function proofOf({ extra }: TextPart): Record<string, unknown> {
  const { citations } = (extra?.['anthropic'] ?? {}) as { citations?: unknown };
  const { annotations } = (extra?.['openai'] ?? {}) as { annotations?: unknown };
  return { ...(citations !== undefined && { citations }), ...(annotations !== undefined && { annotations }) };
}

function textBlock(text: string, index: number): Block {
  return { index, type: 'text', text };
}

function thinkingBlock({ text, signature, redacted }: Omit<ReasoningPart, 'type'>): Block {
  if (redacted !== undefined) return { type: 'redacted_thinking', data: redacted };
  return { type: 'thinking', thinking: text, ...(signature !== undefined && { signature }) };
}

function validCall({ id, name, args }: ToolCallPart): NonNullable<AIMessageChunk['tool_calls']>[number] {
  return { type: 'tool_call', id, name, args: { ...args } };
}

function invalidCall(call: ToolCallPart): NonNullable<AIMessageChunk['invalid_tool_calls']>[number] {
  const { id, name } = call;
  return { type: 'invalid_tool_call', id, name, args: argumentText(call), error: 'Malformed args.' };
}

type CallChunk = NonNullable<AIMessageChunk['tool_call_chunks']>[number];

function callChunk(call: ToolCallPart, index: number): CallChunk {
  const { id, name } = call;
  return { type: 'tool_call_chunk', index, id, name, args: argumentText(call) };
}

/** Where content is a list of blocks, calls are numbered among them, and their chunks do not name their type. */
function blockChunk(call: ToolCallPart, blocks: readonly object[]): CallChunk {
  const { id, name } = call;
  return { index: blocks.indexOf(call), id, name, args: argumentText(call) };
}

/** Arguments as the model wrote them, or as it might have. */
function argumentText({ args, invalid }: ToolCallPart): string {
  return invalid ?? JSON.stringify(args);
}
