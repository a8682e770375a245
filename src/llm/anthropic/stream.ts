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
import { wireText } from '../wire-text.ts';

/** What is known of the answer so far. */
interface AnswerState {
  readonly shape: StartEvent['shape'];
  readonly answer: AnswerAssembler;
  /** Blocks of a type the port has no word for; what belongs to them is passed over. */
  readonly skipped: Set<number>;
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
      if (!state.skipped.has(event.index)) readDelta(state.answer, event.index, event.delta);
      break;
    case 'content_block_stop':
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
function startBlock(
  { answer, skipped }: AnswerState,
  { index, content_block: block }: RawContentBlockStartEvent,
): void {
  switch (block.type) {
    case 'text':
      answer.text(index, block.text ?? '');
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
      skipped.add(index);
  }
}

/** `{}` stands for arguments that are still to come. */
function argumentText(input: unknown): string {
  const text = JSON.stringify(input) ?? '';
  return text === '{}' ? '' : text;
}

function readDelta(answer: AnswerAssembler, block: number, delta: RawContentBlockDelta): void {
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
    case 'citations_delta': // the port has no citations
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
  const message = answer.finish();
  checkToolCalls(Providers.ANTHROPIC, finishReason, message);
  const usage = state.usage && usageOf(state.usage);
  if (usage !== undefined) answer.events.push({ type: 'usage', usage });
  answer.events.push({
    type: 'done',
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
