/** A chat model of LangChain, a user's own for instance, as a client of the model port. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessage, AIMessageChunk, BaseMessage } from '@langchain/core/messages';
import { LLMError, type Usage } from '../base/index.ts';
import {
  AnswerAssembler,
  type AnswerReader,
  checkRequest,
  type FinishReason,
  type LLMClientAdapter,
  type LLMRequest,
  repairHistory,
  streamCall,
  ToolCallAssembler,
} from '../llm/index.ts';
import { assistantPartOf } from './answer-blocks.ts';
import { messageToLangChain } from './request-messages.ts';
import type { Block } from './user-blocks.ts';

/** What comes out of a model: pieces of a message, or the whole of it. */
type Chunk = AIMessageChunk | AIMessage;

export interface ChatModelClientOptions {
  /** Literal of the provider behind it. Default: what the model calls itself. */
  readonly provider?: string;
}

/**
 * Makes a client of a chat model. It streams where the model does; tools go through `bindTools`, a schema of the answer through
 * `withStructuredOutput`. Errors come as the model throws them, and its own retries count.
 *
 * Messages that were LangChain's go to it as the same objects. A model's end is its own word: LangChain has no sign of a cut answer.
 *
 * @throws LLMError `LLM_REQUEST_INVALID` from `stream` where tools are given and the model has no `bindTools`
 *
 * @example
 * const client = chatModelClient(new ChatOllama({ model: 'qwen3' }));
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export function chatModelClient(chatModel: BaseChatModel, options: ChatModelClientOptions = {}): LLMClientAdapter {
  const provider = options.provider ?? chatModel._llmType();
  const { model: name, modelName } = chatModel as { model?: unknown; modelName?: unknown };
  const model = [name, modelName].find((given): given is string => typeof given === 'string') ?? provider;
  return {
    provider,
    model,
    stream(request) {
      checkRequest(request, provider);
      const runnable = bound(chatModel, request, provider);
      const messages = repairHistory(request.messages).map(messageToLangChain);
      const open = (signal: AbortSignal): Promise<AsyncIterable<Chunk>> =>
        request.output === undefined
          ? runnable.stream(messages, { signal })
          : structured(chatModel, request.output, messages, signal);
      return streamCall(
        { provider, open, reader: () => chunkReader(model), toError: (error) => error },
        request.signal,
      );
    },
  };
}

/** What an author gives for a model: a client of ours, or a chat model of LangChain, of any copy of it. */
export type GivenModel = LLMClientAdapter | BaseChatModel;

const clients = new WeakMap<BaseChatModel, LLMClientAdapter>();

/** The client that a given model is, or gets; the same one each time. */
export function clientOf(given: GivenModel): LLMClientAdapter {
  if (!('_llmType' in given)) return given;
  let client = clients.get(given);
  if (client === undefined) clients.set(given, (client = chatModelClient(given)));
  return client;
}

/** The part of a model, or of one with tools bound to it, that is used here. */
interface Streaming {
  stream(messages: BaseMessage[], options: { signal: AbortSignal }): Promise<AsyncIterable<Chunk>>;
}

function bound(
  model: BaseChatModel,
  { tools = [], providerTools = [], toolChoice }: LLMRequest,
  provider: string,
): Streaming {
  if (tools.length + providerTools.length === 0) return model as Streaming;
  if (model.bindTools === undefined) {
    const message = `the model "${provider}" has no bindTools, so it cannot be told of tools: give it none`;
    throw new LLMError('LLM_REQUEST_INVALID', message, { provider });
  }
  const own = tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters: { ...parameters } },
  }));
  const choice = typeof toolChoice === 'object' ? toolChoice.name : toolChoice === 'required' ? 'any' : toolChoice;
  return model.bindTools([...own, ...providerTools], choice === undefined ? {} : { tool_choice: choice }) as Streaming;
}

/** By whatever the model has for it; the document becomes the text of the answer. */
async function structured(
  model: BaseChatModel,
  { name, schema }: NonNullable<LLMRequest['output']>,
  messages: BaseMessage[],
  signal: AbortSignal,
): Promise<AsyncIterable<Chunk>> {
  const runnable = model.withStructuredOutput({ ...schema }, { name, includeRaw: true });
  const { raw, parsed } = (await runnable.invoke(messages, { signal })) as { raw: AIMessage; parsed: unknown };
  const document = parsed === null || parsed === undefined ? textOf(raw) : JSON.stringify(parsed);
  const { usage_metadata, response_metadata, id } = raw;
  const whole = {
    content: document,
    usage_metadata,
    response_metadata,
    id,
    additional_kwargs: {},
  } as unknown as AIMessage;
  return (async function* answer() {
    yield whole;
  })();
}

function textOf({ content }: AIMessage): string {
  return typeof content === 'string'
    ? content
    : content.map((block) => (block.type === 'text' ? String(block['text']) : '')).join('');
}

/** What is known of the answer so far. */
interface AnswerState {
  readonly answer: AnswerAssembler;
  readonly calls: ToolCallAssembler;
  readonly model: string;
  started: boolean;
  usage: Usage | undefined;
  metadata: Record<string, unknown>;
}

function chunkReader(model: string): AnswerReader<Chunk> {
  const answer = new AnswerAssembler();
  const calls = new ToolCallAssembler(answer);
  const state: AnswerState = { answer, calls, model, started: false, usage: undefined, metadata: {} };
  return {
    events: answer.events,
    complete: false,
    read: (chunk) => readChunk(state, chunk),
    finish: () => finish(state),
  };
}

function readChunk(state: AnswerState, chunk: Chunk): void {
  const { answer } = state;
  if (!state.started) {
    state.started = true;
    answer.events.push({
      type: 'start',
      id: chunk.id,
      model: state.model,
      shape: typeof chunk.content === 'string' ? 'string' : 'blocks',
    });
  }
  readReasoning(answer, chunk.additional_kwargs);
  if (typeof chunk.content === 'string') answer.appendText(chunk.content);
  else for (const block of chunk.content as readonly Block[]) readBlock(answer, block);
  readCalls(state.calls, chunk);
  state.usage = withUsage(state.usage, chunk.usage_metadata);
  Object.assign(state.metadata, chunk.response_metadata);
}

function readReasoning(answer: AnswerAssembler, kwargs: Readonly<Record<string, unknown>> = {}): void {
  const text = kwargs['reasoning_content'] ?? kwargs['reasoning'];
  if (typeof text === 'string') answer.appendReasoning(text);
}

function readBlock(answer: AnswerAssembler, block: Block): void {
  const part = assistantPartOf(block);
  if (part?.type === 'text') answer.appendText(part.text);
  else if (part?.type === 'reasoning') {
    const { text, signature, redacted } = part;
    answer.appendReasoning({
      text,
      ...(signature !== undefined && { signature }),
      ...(redacted !== undefined && { redacted }),
    });
  } else if (part?.type === 'provider' && typeof block['input'] !== 'string')
    answer.appendProvider(part.wire, part.block);
}

/** Fragments where the model streams calls, otherwise calls as they are. */
function readCalls(calls: ToolCallAssembler, chunk: Chunk): void {
  const { tool_call_chunks = [] } = chunk as AIMessageChunk;
  if (tool_call_chunks.length > 0) {
    for (const { index, id, name, args } of tool_call_chunks) calls.add({ index, id, name, args });
    return;
  }
  for (const { id, name, args } of chunk.tool_calls ?? [])
    calls.add({ id: id ?? '', name, args: JSON.stringify(args) });
  for (const { id, name, args } of chunk.invalid_tool_calls ?? []) calls.add({ id: id ?? '', name, args });
}

/** Pieces of usage add up. */
function withUsage(sum: Usage | undefined, usage: AIMessage['usage_metadata']): Usage | undefined {
  if (usage === undefined) return sum;
  const plus = (before: number | undefined, more: number | undefined): number | undefined =>
    before === undefined && more === undefined ? undefined : (before ?? 0) + (more ?? 0);
  const { input_token_details: input, output_token_details: output } = usage;
  return {
    input: (sum?.input ?? 0) + usage.input_tokens,
    output: (sum?.output ?? 0) + usage.output_tokens,
    total: (sum?.total ?? 0) + usage.total_tokens,
    cacheRead: plus(sum?.cacheRead, input?.cache_read),
    cacheWrite: plus(sum?.cacheWrite, input?.cache_creation),
    reasoning: plus(sum?.reasoning, output?.reasoning),
  };
}

function finish({ answer, started, metadata, usage }: AnswerState): boolean {
  if (!started) return false;
  const message = answer.finish();
  const callsTools = message.content.some((part) => part.type === 'tool-call');
  if (usage !== undefined) answer.events.push({ type: 'usage', usage });
  const finishReason = finishReasonOf(metadata, callsTools);
  answer.events.push({ type: 'done', finishReason, message, usage, metadata });
  return true;
}

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['content_filter', 'content-filter'],
  ['content_filtered', 'content-filter'],
  ['guardrail_intervened', 'content-filter'],
  ['safety', 'content-filter'],
  ['refusal', 'refusal'],
  ['pause_turn', 'pause'],
]);

/** Under the names that LangChain's classes give it. */
function finishReasonOf(metadata: Readonly<Record<string, unknown>>, callsTools: boolean): FinishReason {
  const names = ['finish_reason', 'stop_reason', 'finishReason', 'stopReason', 'done_reason'];
  const reason = names.map((name) => metadata[name]).find((value) => typeof value === 'string');
  return finishReasons.get(String(reason).toLowerCase()) ?? (callsTools ? 'tool-calls' : 'stop');
}
