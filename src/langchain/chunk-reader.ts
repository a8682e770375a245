/** Chunks of a LangChain chat model, whichever its provider → the port's events. */
import { type AIMessage, AIMessageChunk } from '@langchain/core/messages';
import type { AssistantMessage, ReasoningPart, Usage } from '../base/index.ts';
import { AnswerAssembler, type AnswerReader, ToolCallAssembler } from '../llm/index.ts';
import { assistantPartOf, joinedBlocks } from './answer-blocks.ts';
import { withCalls } from './answer-message.ts';
import { finishReasonOf } from './finish-reason.ts';
import { messageFromLangChain } from './from-langchain.ts';
import { isRecord, record } from './user-blocks.ts';

/** What comes out of a model: pieces of a message, or the whole of it. */
export type Chunk = AIMessageChunk | AIMessage;

/** What is known of the answer so far. */
interface AnswerState {
  readonly answer: AnswerAssembler;
  readonly calls: ToolCallAssembler;
  /** Ids of calls that have begun. */
  readonly called: Set<string>;
  readonly places: Map<string, number>;
  readonly model: string;
  /** The block of text or reasoning that is being written. */
  open: { readonly kind: 'text' | 'reasoning'; readonly index: unknown; readonly block: number } | undefined;
  /** What LangChain will put together to one message; calls and metadata are kept apart. */
  readonly pieces: AIMessageChunk[];
  usage: Usage | undefined;
  readonly metadata: Map<string, unknown>;
}

/**
 * Reads one answer.
 *
 * The events tell what is written while it is written. The message at the end is the model's own, converted like any other, so
 * what its provider needs back goes with it.
 */
export function chunkReader(model: string): AnswerReader<Chunk> {
  const answer = new AnswerAssembler();
  const state: AnswerState = {
    answer,
    calls: new ToolCallAssembler(answer),
    called: new Set(),
    places: new Map(),
    model,
    open: undefined,
    pieces: [],
    usage: undefined,
    metadata: new Map(),
  };
  return {
    events: answer.events,
    complete: false,
    read: (chunk) => readChunk(state, chunk),
    finish: () => finish(state),
  };
}

function readChunk(state: AnswerState, chunk: Chunk): void {
  const { id, content, additional_kwargs: kwargs, response_metadata, usage_metadata } = chunk;
  if (state.pieces.length === 0) {
    const shape = Array.isArray(content) ? 'blocks' : 'string';
    state.answer.events.push({ type: 'start', id, model: state.model, shape });
  }
  readProse(state, content, kwargs);
  readCalls(state, chunk);
  state.usage = withUsage(state.usage, usage_metadata);
  for (const [name, value] of Object.entries(response_metadata ?? {})) state.metadata.set(name, value);
  state.pieces.push(new AIMessageChunk({ content, additional_kwargs: kwargs, ...(id !== undefined && { id }) }));
}

function readProse(state: AnswerState, content: Chunk['content'], kwargs: Chunk['additional_kwargs']): void {
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [{ type: 'text', text: content }];
  const parts = blocks.map((block) => ({ part: assistantPartOf(block), index: record(block)['index'] }));
  // What stands in both places is said once.
  if (!parts.some(({ part }) => part?.type === 'reasoning')) {
    for (const { text, index } of thoughtsBeside(kwargs)) think(state, index, { type: 'reasoning', text });
  }
  for (const { part, index } of parts) {
    if (part?.type === 'text') write(state, index, part.text);
    else if (part?.type === 'reasoning') think(state, index, part);
  }
}

function thoughtsBeside(kwargs: Chunk['additional_kwargs']): { readonly text: string; readonly index: unknown }[] {
  const { reasoning_content, reasoning } = kwargs;
  const text = [reasoning_content, reasoning].find((given) => typeof given === 'string' && given !== '');
  if (typeof text === 'string') return [{ text, index: undefined }];
  const { summary } = record(reasoning);
  const parts = Array.isArray(summary) ? summary.filter(isRecord) : [];
  return parts.map((part) => ({ text: typeof part['text'] === 'string' ? part['text'] : '', index: part['index'] }));
}

function write(state: AnswerState, index: unknown, text: string): void {
  if (text !== '') state.answer.text(blockFor(state, 'text', index), text);
}

function think(state: AnswerState, index: unknown, { text, signature, redacted }: ReasoningPart): void {
  if (text === '' && signature === undefined && redacted === undefined) return;
  // Ciphertext is a block of its own, and comes whole.
  if (redacted !== undefined) close(state);
  state.answer.reasoning(blockFor(state, 'reasoning', index), {
    text,
    ...(signature !== undefined && { signature }),
    ...(redacted !== undefined && { redacted }),
  });
  if (redacted !== undefined) close(state);
}

/** The open block, unless something else is to be written, or the model says that it is another one. */
function blockFor(state: AnswerState, kind: 'text' | 'reasoning', index: unknown): number {
  const { open } = state;
  const isSame = open?.kind === kind && (index === undefined || open.index === undefined || open.index === index);
  if (isSame) return open.block;
  close(state);
  let block = (open?.block ?? -1) + 1;
  while (state.answer.has(block)) block++;
  state.open = { kind, index, block };
  return block;
}

function close(state: AnswerState): void {
  if (state.open !== undefined) state.answer.end(state.open.block);
  state.open = undefined;
}

/** Fragments where the model streams calls, otherwise calls as they are; some models send both. */
function readCalls(state: AnswerState, chunk: Chunk): void {
  const { tool_call_chunks = [] } = chunk as AIMessageChunk;
  const fragments =
    tool_call_chunks.length > 0
      ? tool_call_chunks
      : [...(chunk.tool_calls ?? []), ...(chunk.invalid_tool_calls ?? [])].filter(
          ({ id }) => !state.called.has(id ?? ''),
        );
  if (fragments.length === 0) return;
  close(state);
  for (const { id, name, args, ...rest } of fragments) {
    if (id) state.called.add(id);
    const text = typeof args === 'object' ? JSON.stringify(args) : args;
    state.calls.add({ index: placeOf(state, 'index' in rest ? rest.index : undefined), id, name, args: text });
  }
}

/** LangChain's own blocks may be numbered by words. */
function placeOf({ places }: AnswerState, index: string | number | undefined): number | undefined {
  if (typeof index !== 'string') return index;
  const place = places.get(index) ?? -1 - places.size;
  places.set(index, place);
  return place;
}

/** LangChain's word on pieces of usage is that they add up. */
function withUsage(sum: Usage | undefined, usage: AIMessage['usage_metadata']): Usage | undefined {
  if (usage === undefined || usage === null) return sum;
  const { input_tokens, output_tokens, total_tokens } = usage;
  const { cache_read, cache_creation } = usage.input_token_details ?? {};
  const before: Partial<Usage> = sum ?? {};
  return {
    input: plus(before.input, input_tokens) ?? 0,
    output: plus(before.output, output_tokens) ?? 0,
    total: plus(before.total, total_tokens) ?? 0,
    cacheRead: plus(before.cacheRead, cache_read),
    cacheWrite: plus(before.cacheWrite, cache_creation),
    reasoning: plus(before.reasoning, usage.output_token_details?.reasoning),
  };
}

function plus(before: number | undefined, more: number | undefined): number | undefined {
  return before === undefined && more === undefined ? undefined : (before ?? 0) + (more ?? 0);
}

function finish(state: AnswerState): boolean {
  const { answer, pieces, usage } = state;
  const whole = joined(pieces, 0, pieces.length);
  if (whole === undefined) return false;
  const assembled = answer.finish();
  const metadata = { ...Object.fromEntries(state.metadata), ...describedIn(whole) };
  if (Array.isArray(whole.content)) whole.content = joinedBlocks(whole.content) as typeof whole.content;
  whole.response_metadata = Object.fromEntries(state.metadata);
  withCalls(whole, assembled.content, typeof whole.content === 'string');
  const message = messageFromLangChain(whole) as AssistantMessage;
  for (const part of message.content) if (part.type === 'provider') answer.appendProvider(part.wire, part.block);
  const callsTools = message.content.some((part) => part.type === 'tool-call');
  answer.done({ finishReason: finishReasonOf(metadata, callsTools), message, usage, metadata });
  return true;
}

/** Halves first: put together one by one, the lists of blocks so far would be copied with each. */
function joined(pieces: readonly AIMessageChunk[], from: number, to: number): AIMessageChunk | undefined {
  if (to - from <= 1) return pieces[from];
  const middle = (from + to) >> 1;
  const second = joined(pieces, middle, to);
  const first = joined(pieces, from, middle);
  return second === undefined ? first : first?.concat(second);
}

/** Anthropic's class says of an answer in `additional_kwargs` what others say in `response_metadata`. */
function describedIn({ additional_kwargs }: AIMessageChunk): Record<string, unknown> {
  const names = ['id', 'model', 'role', 'type', 'stop_reason', 'stop_sequence', 'finishReason'];
  return Object.fromEntries(
    names.map((name) => [name, additional_kwargs[name]]).filter(([, value]) => typeof value === 'string'),
  );
}
