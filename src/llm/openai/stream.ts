/** Chat Completions chunks → the port's events. */
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionMessageToolCall,
} from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { Usage } from '../../base/index.ts';
import { AnswerAssembler } from '../answer-assembler.ts';
import { checkToolCalls, failedAnswer, noAnswer } from '../answer-errors.ts';
import type { AnswerReader } from '../call-stream.ts';
import type { FinishReason } from '../llm-event.ts';
import { ToolCallAssembler } from '../tool-call-assembler.ts';
import { wireText } from '../wire-text.ts';
import { readContent } from './content-parts.ts';
import type { OpenAIDialect } from './dialect.ts';
import { ReasoningDetails } from './reasoning-details.ts';

/** What is known of the answer so far. */
interface AnswerState {
  readonly dialect: OpenAIDialect;
  readonly answer: AnswerAssembler;
  readonly toolCalls: ToolCallAssembler;
  /** A chunk has come. */
  started: boolean;
  /** The start was told. */
  announced: boolean;
  refused: boolean;
  finishReason: string | undefined;
  usage: WireUsage | undefined;
  readonly details: ReasoningDetails;
  /** Response metadata in OpenAI's words. */
  readonly metadata: Record<string, unknown>;
}

/** A delta with the fields that compatible servers add to OpenAI's. */
interface Delta extends ChatCompletionChunk.Choice.Delta {
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly reasoning_details?: unknown;
}

/** A chunk, or a choice, with the places where servers put token counts. */
interface WithUsage {
  readonly usage?: WireUsage | null;
  readonly x_groq?: { readonly usage?: WireUsage | null } | null;
}

type Choice = ChatCompletionChunk.Choice & WithUsage;

/** Token counts with the fields that compatible servers add to OpenAI's. */
interface WireUsage extends CompletionUsage {
  readonly prompt_cache_hit_tokens?: number;
  readonly cached_tokens?: number;
}

/** Reads one answer. The finish reason makes it whole; without one it was cut short, whatever else arrived. */
export function openAIReader(dialect: OpenAIDialect): AnswerReader<ChatCompletionChunk> {
  const answer = new AnswerAssembler();
  const state: AnswerState = {
    dialect,
    answer,
    toolCalls: new ToolCallAssembler(answer),
    started: false,
    announced: false,
    refused: false,
    finishReason: undefined,
    usage: undefined,
    details: new ReasoningDetails(),
    metadata: {},
  };
  return {
    events: answer.events,
    complete: false, // the SDK itself disregards what happens after `[DONE]`
    read: (chunk) => readChunk(state, chunk),
    finish: () => finish(state),
  };
}

function readChunk(state: AnswerState, chunk: ChatCompletionChunk): void {
  state.started = true;
  // Azure begins with what its filter says of the prompt, and no answer yet.
  if (!state.announced && (chunk.id || chunk.choices?.length > 0)) announce(state, chunk);
  const choice: Choice | undefined = chunk.choices?.find(({ index }) => (index ?? 0) === 0); // of several answers the first is ours
  if (choice !== undefined) {
    const delta: Delta | undefined = choice.delta;
    if (delta) readDelta(state, delta);
    if (choice.finish_reason) state.finishReason = wireText(choice.finish_reason, 'finish_reason');
  }
  state.usage = usageIn(chunk, choice, state.dialect) ?? state.usage;
  if (chunk.system_fingerprint) state.metadata['system_fingerprint'] = chunk.system_fingerprint;
  if (chunk.service_tier) state.metadata['service_tier'] = chunk.service_tier;
}

/** Wherever this server puts it; OpenAI's own place counts for all. */
function usageIn(
  chunk: WithUsage,
  choice: WithUsage | undefined,
  { usageIn: place }: OpenAIDialect,
): WireUsage | undefined {
  const elsewhere = place === 'choice' ? choice?.usage : chunk.x_groq?.usage;
  return chunk.usage ?? elsewhere ?? undefined;
}

function announce(state: AnswerState, { id, model }: Pick<ChatCompletionChunk, 'id' | 'model'>): void {
  state.announced = true;
  if (model) state.metadata['model_name'] = model;
  state.answer.events.push({ type: 'start', id: id || undefined, model: model || undefined, shape: 'string' });
}

function readDelta(state: AnswerState, delta: Delta): void {
  readReasoning(state, delta);
  readContent(state.answer, delta.content);
  if (delta.refusal) readRefusal(state, delta.refusal);
  if (delta.tool_calls) readToolCalls(state, delta.tool_calls);
}

function readReasoning({ dialect, answer, details }: AnswerState, delta: Delta): void {
  if (dialect.reasoningBack === 'reasoning_details' && delta.reasoning_details) {
    details.add(delta.reasoning_details);
  }
  for (const field of dialect.reasoningFields) {
    const text = delta[field];
    if (typeof text === 'string' && text !== '') {
      answer.appendReasoning(text);
      return;
    }
  }
}

/** The model's words for not answering are what the user gets to read. */
function readRefusal(state: AnswerState, refusal: string): void {
  state.refused = true;
  state.answer.appendText(refusal);
}

function readToolCalls({ toolCalls }: AnswerState, deltas: readonly ChatCompletionChunk.Choice.Delta.ToolCall[]): void {
  if (!Array.isArray(deltas)) throw new TypeError('"tool_calls" must be a list');
  for (const { index, id, function: called } of deltas) {
    toolCalls.add({ index, id, name: called?.name, args: argumentText(called?.arguments) });
  }
}

/** Some servers send the object itself where its JSON belongs. */
function argumentText(args: unknown): string {
  if (args === undefined || args === null) return '';
  return typeof args === 'object' && !Array.isArray(args) ? JSON.stringify(args) : wireText(args, 'arguments');
}

function finish(state: AnswerState): boolean {
  const { answer, dialect, metadata } = state;
  if (!state.started) throw noAnswer(dialect.provider);
  if (state.finishReason === undefined) return false;
  if (!state.announced) announce(state, { id: '', model: '' });
  if (dialect.failures.has(state.finishReason)) throw failedAnswer(dialect.provider, state.finishReason);
  const finishReason = state.refused ? 'refusal' : finishReasonOf(state.finishReason, dialect);
  state.details.attachTo(answer);
  const message = answer.finish();
  checkToolCalls(dialect.provider, finishReason, message);
  const usage = state.usage && usageOf(state.usage, dialect);
  answer.done({
    finishReason,
    message,
    usage,
    metadata: { finish_reason: state.finishReason, ...metadata, ...(state.usage && { usage: state.usage }) },
  });
  return true;
}

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool-calls'],
  ['function_call', 'tool-calls'],
  ['content_filter', 'content-filter'],
]);

function finishReasonOf(reason: string, dialect: OpenAIDialect): FinishReason {
  return dialect.finishReasons.get(reason) ?? finishReasons.get(reason) ?? 'other';
}

function usageOf(wire: WireUsage, { reasoningBesideOutput }: OpenAIDialect): Usage {
  const reasoning = wire.completion_tokens_details?.reasoning_tokens ?? undefined;
  const output = wire.completion_tokens + (reasoningBesideOutput ? (reasoning ?? 0) : 0);
  return {
    input: wire.prompt_tokens,
    output,
    total: wire.total_tokens ?? wire.prompt_tokens + output,
    cacheRead:
      wire.prompt_tokens_details?.cached_tokens ?? wire.prompt_cache_hit_tokens ?? wire.cached_tokens ?? undefined,
    cacheWrite: wire.prompt_tokens_details?.cache_write_tokens ?? undefined,
    reasoning,
  };
}

/** An answer that was not streamed, as the one chunk it would have been. */
export function* chunksOf({ choices, ...rest }: ChatCompletion): Generator<ChatCompletionChunk> {
  yield {
    ...rest,
    object: 'chat.completion.chunk',
    choices: choices.map(({ message: { tool_calls, ...delta }, finish_reason, index }) => ({
      index,
      finish_reason,
      delta: { ...delta, audio: undefined, function_call: undefined, tool_calls: tool_calls?.map(numbered) },
    })),
  };
}

function numbered(call: ChatCompletionMessageToolCall, index: number): ChatCompletionChunk.Choice.Delta.ToolCall {
  return { ...call, index };
}
