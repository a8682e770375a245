/** A whole answer → the message class that hosts, hooks and savers expect. */
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import type { AssistantPart, ReasoningPart, TextPart, ToolCallPart, Usage } from '../base/index.ts';
import type { DoneEvent } from '../llm/index.ts';
import { kwargsBeside } from './answer-kwargs.ts';
import { originalOf, pairUp } from './paired-messages.ts';
import { type Block, isRecord, record } from './user-blocks.ts';

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

type Fields = Exclude<ConstructorParameters<typeof AIMessageChunk>[0], string | unknown[]>;

/**
 * The message of a finished answer. That of a LangChain model is the model's own, as its class needs it back; any other is made
 * of the answer's parts.
 */
export function answerMessage(done: DoneEvent, form: AnswerForm): AIMessageChunk {
  const { message, usage } = done;
  const known = originalOf(message);
  const own = known !== undefined && !isWrittenHere(known) ? known : undefined;
  const fields = own === undefined ? writtenFields(done, form) : ownFields(own, form);
  const answer = new AIMessageChunk({
    ...fields,
    id: form.id,
    ...(usage && { usage_metadata: usageMetadata(usage) }),
  });
  withCalls(answer, message.content, typeof answer.content === 'string');
  pairUp(answer, message);
  if (own === undefined) written.add(answer);
  return answer;
}

/** Messages whose form is of our making, however like that of a LangChain class. */
const written = new WeakSet<object>();

/** Whether a message was put together here, so that a LangChain class may not know all its blocks. */
export function isWrittenHere(message: object): boolean {
  return written.has(message);
}

function ownFields(own: BaseMessage, { modelProvider }: AnswerForm): Fields {
  const { name, content, additional_kwargs, response_metadata } = own;
  return {
    ...(name !== undefined && { name }),
    content,
    additional_kwargs,
    response_metadata: { model_provider: modelProvider, ...response_metadata },
  };
}

function writtenFields({ message: { content }, metadata }: DoneEvent, form: AnswerForm): Fields {
  const asString = form.shape === 'string' && content.every(fitsString);
  const thought = asString ? content.map((part) => (part.type === 'reasoning' ? part.text : '')).join('') : '';
  const [described, rest] = splitMetadata(metadata);
  return {
    content: asString
      ? content.map((part) => (part.type === 'text' ? part.text : '')).join('')
      : (content.map(blockOf).filter((block) => block !== undefined) as Exclude<Fields['content'], string>),
    additional_kwargs: {
      ...(thought !== '' && { [form.reasoningKey]: thought }),
      ...kwargsBeside(content, asString),
      ...described,
    },
    response_metadata: { model_provider: form.modelProvider, ...rest },
  };
}

/** One string has no place for what a provider signed, or alone understands. */
function fitsString(part: AssistantPart): boolean {
  if (part.type === 'reasoning') return part.signature === undefined && part.redacted === undefined;
  return part.type !== 'provider' || isBeside(part.wire);
}

/** Whether LangChain's class for the wire keeps its own blocks in `additional_kwargs`. */
function isBeside(wire: string): boolean {
  return wire === 'openai' || wire === 'openai-chat';
}

/** Set afterwards: the constructor would parse the chunks again, and complete half an object by guessing. */
export function withCalls(answer: AIMessageChunk, content: readonly AssistantPart[], asString: boolean): void {
  const calls = content.filter((part) => part.type === 'tool-call');
  answer.tool_calls = calls.filter(({ invalid }) => invalid === undefined).map(validCall);
  answer.invalid_tool_calls = calls.filter(({ invalid }) => invalid !== undefined).map(invalidCall);
  answer.tool_call_chunks = asString ? calls.map(callChunk) : calls.map((call) => blockChunk(call, content));
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

/** @returns `undefined` for what stands beside the content, see `kwargsBeside` */
function blockOf(part: AssistantPart, index: number): Block | undefined {
  switch (part.type) {
    case 'text':
      return { ...textBlock(part.text, index), ...textProofs(part) };
    case 'reasoning':
      if (isRecord(part.extra?.['openai'])) return undefined;
      return { ...thinkingBlock(part), ...signatureOf(part), index };
    case 'tool-call':
      return { type: 'tool_use', id: part.id, name: part.name, input: argumentText(part), index };
    case 'provider':
      if (isBeside(part.wire)) return undefined;
      return { ...(part.wire === 'google' && { type: Object.keys(part.block)[0] }), ...part.block, index };
  }
}

/** Citations of a text and the like, under the names that the providers' classes give them. */
function textProofs(part: TextPart): Block {
  const { citations } = record(part.extra?.['anthropic']);
  const { id, annotations } = record(part.extra?.['openai']);
  return {
    ...(citations !== undefined && { citations }),
    ...(annotations !== undefined && { annotations }),
    ...(id !== undefined && { id }),
    ...signatureOf(part),
  };
}

function signatureOf({ extra }: TextPart | ReasoningPart): Block {
  const { thoughtSignature } = record(extra?.['google']);
  return thoughtSignature === undefined ? {} : { thoughtSignature };
}

export function textBlock(text: string, index: number): Block & { readonly type: 'text' } {
  return { index, type: 'text', text };
}

export function thinkingBlock({ text, signature, redacted }: Omit<ReasoningPart, 'type'>): Block & { type: string } {
  if (redacted !== undefined) return { type: 'redacted_thinking', data: redacted };
  return { type: 'thinking', thinking: text, ...(signature !== undefined && { signature }) };
}

/** What Anthropic says of the message itself; hosts look for it in `additional_kwargs`, `stop_reason` above all. */
const MESSAGE_FIELDS: ReadonlySet<string> = new Set(['id', 'model', 'role', 'stop_reason', 'stop_sequence', 'type']);

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
export function usageMetadata({
  input,
  output,
  total,
  ...details
}: Usage): NonNullable<AIMessageChunk['usage_metadata']> {
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
