/** Messages stream events → the port's events. */
import type {
  Message,
  MessageDeltaUsage,
  RawContentBlockDelta,
  RawContentBlockStartEvent,
  RawMessageStreamEvent,
  Usage as WireUsage,
} from '@anthropic-ai/sdk/resources/messages';
import type { Usage } from '../../base/index.ts';
import { AnswerAssembler } from '../answer-assembler.ts';
import { checkToolCalls, noAnswer } from '../answer-errors.ts';
import type { AnswerReader } from '../call-stream.ts';
import type { FinishReason, StartEvent } from '../llm-event.ts';
import { Providers } from '../providers.ts';
import { parseToolArguments } from '../tool-arguments.ts';
import { wireText } from '../wire-text.ts';
import { WIRE } from './messages.ts';

/** What is known of the answer so far. */
interface AnswerState {
  readonly shape: StartEvent['shape'];
  readonly answer: AnswerAssembler;
  /** Calls without a name, which nobody could run; what belongs to them is passed over. */
  readonly skipped: Set<number>;
  /** Blocks that only this wire knows, until they are whole, and the text of their input so far. */
  readonly own: Map<number, { readonly block: Readonly<Record<string, unknown>>; input: string }>;
  /** Citations of a text so far. */
  readonly citations: Map<number, unknown[]>;
  /** `message_start` has come. */
  started: boolean;
  /** `message_stop` has come. */
  stopped: boolean;
  stopReason: string | null;
  usage: Partial<WireUsage> | undefined;
  /** Response metadata in Anthropic's words. */
  metadata: Record<string, unknown>;
}

/**
 * Reads one answer. A stop reason and `message_stop` make it whole; without them it was cut short, whatever else arrived.
 *
 * @param shape how LangChain's class would give the content to hosts
 */
export function anthropicReader(shape: StartEvent['shape']): AnswerReader<RawMessageStreamEvent> {
  const answer = new AnswerAssembler();
  const state: AnswerState = {
    shape,
    answer,
    skipped: new Set(),
    own: new Map(),
    citations: new Map(),
    started: false,
    stopped: false,
    stopReason: null,
    usage: undefined,
    metadata: {},
  };
  return {
    events: answer.events,
    get complete() {
      return state.stopped;
    },
    read: (event) => readEvent(state, event),
    finish: () => finish(state),
  };
}

function readEvent(state: AnswerState, event: RawMessageStreamEvent): void {
  if (state.started === (event.type === 'message_start')) throw new TypeError('an answer has one message_start, first');
  switch (event.type) {
    case 'message_start':
      start(state, event.message);
      break;
    case 'content_block_start':
      startBlock(state, event);
      break;
    case 'content_block_delta':
      if (!state.skipped.has(event.index)) readDelta(state, event.index, event.delta);
      break;
    case 'content_block_stop':
      endOwn(state, event.index);
      state.answer.end(event.index);
      break;
    case 'message_delta':
      if (event.delta.stop_reason) state.stopReason = wireText(event.delta.stop_reason, 'stop_reason');
      state.metadata['stop_reason'] = state.stopReason;
      state.metadata['stop_sequence'] = event.delta.stop_sequence ?? null;
      addUsage(state, event.usage);
      break;
    case 'message_stop':
      state.stopped = true;
  }
}

function start(state: AnswerState, { id, type, role, model, usage }: Message): void {
  state.started = true;
  state.metadata = { id, type, role, model };
  addUsage(state, usage);
  state.answer.events.push({ type: 'start', id, model, shape: state.shape });
}

/** Content usually follows in deltas, but may all be here already. */
function startBlock(state: AnswerState, { index, content_block: block }: RawContentBlockStartEvent): void {
  const { answer, skipped, own } = state;
  switch (block.type) {
    case 'text':
      answer.text(index, block.text ?? '');
      for (const citation of block.citations ?? []) cite(state, index, citation);
      break;
    case 'thinking':
      answer.reasoning(index, { text: block.thinking, ...(block.signature && { signature: block.signature }) });
      break;
    case 'redacted_thinking':
      answer.reasoning(index, { redacted: wireText(block.data, 'data') });
      break;
    case 'tool_use':
      if (block.name) answer.toolCall(index, block.id, block.name, argumentText(block.input));
      else skipped.add(index); // nobody could run it
      break;
    default:
      own.set(index, { block: { ...asRecord(block) }, input: '' });
  }
}

/** What a block of this wire alone is made of is known when it ends; its input comes in pieces. */
function endOwn({ answer, own }: AnswerState, index: number): void {
  const found = own.get(index);
  if (found === undefined) return;
  own.delete(index);
  const input = found.input === '' ? undefined : parseToolArguments(found.input);
  answer.provider(index, WIRE, input === undefined ? found.block : { ...found.block, input });
}

function cite({ citations }: AnswerState, index: number, citation: unknown): void {
  const all = citations.get(index) ?? [];
  all.push(citation);
  citations.set(index, all);
}

function asRecord(block: object): Record<string, unknown> {
  if (typeof (block as { type?: unknown }).type !== 'string') throw new TypeError('a content block must have a type');
  return block as Record<string, unknown>;
}

/** `{}` stands for arguments that are still to come. */
function argumentText(input: unknown): string {
  const text = JSON.stringify(input) ?? '';
  return text === '{}' ? '' : text;
}

function readDelta(state: AnswerState, block: number, delta: RawContentBlockDelta): void {
  const { answer } = state;
  const own = state.own.get(block);
  if (own !== undefined) {
    if (delta.type === 'input_json_delta') own.input += wireText(delta.partial_json, 'partial_json');
    return;
  }
  switch (delta.type) {
    case 'text_delta':
      answer.text(block, delta.text);
      break;
    case 'input_json_delta':
      answer.toolArguments(block, delta.partial_json);
      break;
    case 'thinking_delta':
      answer.reasoning(block, { text: wireText(delta.thinking, 'thinking') });
      break;
    case 'signature_delta':
      answer.reasoning(block, { signature: wireText(delta.signature, 'signature') });
      break;
    case 'citations_delta':
      cite(state, block, delta.citation);
  }
}

/** Counts are running totals: a later one replaces an earlier one, a missing one does not. */
function addUsage(state: AnswerState, usage: WireUsage | MessageDeltaUsage | undefined): void {
  if (!usage) return;
  state.usage ??= {};
  for (const [name, value] of Object.entries(usage)) {
    if (value !== null && value !== undefined) Object.assign(state.usage, { [name]: value });
  }
}

function finish(state: AnswerState): boolean {
  const { answer, stopReason, metadata } = state;
  if (!state.started) throw noAnswer(Providers.ANTHROPIC);
  if (!state.stopped || stopReason === null) return false;
  const finishReason = finishReasons.get(stopReason) ?? 'other';
  for (const index of Array.from(state.own.keys())) endOwn(state, index);
  for (const [index, citations] of state.citations) {
    if (answer.has(index)) answer.annotate(index, WIRE, { citations });
  }
  const message = answer.finish();
  checkToolCalls(Providers.ANTHROPIC, finishReason, message);
  const usage = state.usage && usageOf(state.usage);
  answer.done({
    finishReason,
    message,
    usage,
    metadata: { ...metadata, ...(state.usage && { usage: state.usage }) },
  });
  return true;
}

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'refusal'],
  ['pause_turn', 'pause'],
]);

/** Anthropic counts what the cache read and wrote apart from `input_tokens`. */
function usageOf(wire: Partial<WireUsage>): Usage {
  const cacheRead = wire.cache_read_input_tokens ?? undefined;
  const cacheWrite = wire.cache_creation_input_tokens ?? undefined;
  const input = (wire.input_tokens ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0);
  const output = wire.output_tokens ?? 0;
  return {
    input,
    output,
    total: input + output,
    cacheRead,
    cacheWrite,
    reasoning: wire.output_tokens_details?.thinking_tokens,
  };
}

/** An answer that was not streamed, as the events it would have been. */
export function* eventsOf(message: Message): Generator<RawMessageStreamEvent> {
  const { content, stop_reason, stop_sequence, usage } = message;
  yield { type: 'message_start', message: { ...message, content: [] } };
  for (const [index, content_block] of content.entries()) {
    yield { type: 'content_block_start', index, content_block };
    yield { type: 'content_block_stop', index };
  }
  yield { type: 'message_delta', delta: { stop_reason, stop_sequence, container: null, stop_details: null }, usage };
  yield { type: 'message_stop' };
}
