/** Responses stream events → the port's events. */
import type {
  Response,
  ResponseOutputItem,
  ResponseStreamEvent,
  ResponseUsage,
} from 'openai/resources/responses/responses';
import type { LLMError, Usage } from '../../base/index.ts';
import { AnswerAssembler } from '../answer-assembler.ts';
import { noAnswer } from '../answer-errors.ts';
import type { AnswerReader } from '../call-stream.ts';
import type { FinishReason } from '../llm-event.ts';
import { statusError } from '../status-error.ts';
import { wireText } from '../wire-text.ts';
import { WIRE } from './input-items.ts';

/** What is known of the answer so far. */
interface AnswerState {
  readonly provider: string;
  readonly answer: AnswerAssembler;
  /** Blocks by the place of their item, and of the part within it. */
  readonly blocks: Map<string, number>;
  /** Which part of a summary its reasoning has come to. */
  readonly summaryParts: Map<number, number>;
  /** Items whose arguments came piece by piece. */
  readonly written: Set<number>;
  started: boolean;
  refused: boolean;
  /** As the last event gives it. */
  response: Response | undefined;
}

/** Reads one answer. `response.completed` or `response.incomplete` makes it whole. */
export function responsesReader(provider: string): AnswerReader<ResponseStreamEvent> {
  const answer = new AnswerAssembler();
  const state: AnswerState = {
    provider,
    answer,
    blocks: new Map(),
    summaryParts: new Map(),
    written: new Set(),
    started: false,
    refused: false,
    response: undefined,
  };
  return {
    events: answer.events,
    get complete() {
      return state.response !== undefined;
    },
    read: (event) => readEvent(state, event),
    finish: () => finish(state),
  };
}

function readEvent(state: AnswerState, event: ResponseStreamEvent): void {
  const { answer } = state;
  switch (event.type) {
    case 'response.created':
      start(state, event.response);
      break;
    case 'response.output_item.added':
      if (event.item.type === 'function_call') startCall(state, event.output_index, event.item);
      break;
    case 'response.output_text.delta':
      answer.text(blockOf(state, event.output_index, event.content_index), event.delta);
      break;
    case 'response.refusal.delta':
      state.refused = true;
      answer.text(blockOf(state, event.output_index, event.content_index), event.delta);
      break;
    case 'response.reasoning_summary_text.delta':
      think(state, event.output_index, event.summary_index, event.delta);
      break;
    case 'response.reasoning_text.delta':
      think(state, event.output_index, event.content_index, event.delta);
      break;
    case 'response.function_call_arguments.delta':
      state.written.add(event.output_index);
      answer.toolArguments(blockOf(state, event.output_index), event.delta);
      break;
    case 'response.output_item.done':
      endItem(state, event.output_index, event.item);
      break;
    default:
      readEnding(state, event);
  }
}

/** All else is progress of what the server does by itself. */
function readEnding(state: AnswerState, event: ResponseStreamEvent): void {
  switch (event.type) {
    case 'response.completed':
    case 'response.incomplete':
      state.response = whole(event.response);
      break;
    case 'response.failed':
      throw failure(state.provider, event.response.error?.code, event.response.error?.message, event);
    case 'error':
      throw failure(state.provider, event.code, event.message, event);
    default:
  }
}

function start(state: AnswerState, { id, model }: Response): void {
  if (state.started) throw new TypeError('an answer has one response.created, first');
  state.started = true;
  state.answer.events.push({ type: 'start', id, model, shape: 'blocks' });
}

/** Number of the block of an item, or of a part of it. */
function blockOf({ blocks, started }: AnswerState, item: number, part = 0): number {
  if (!started) throw new TypeError('an answer begins with response.created');
  const place = `${item}.${part}`;
  let block = blocks.get(place);
  if (block === undefined) blocks.set(place, (block = blocks.size));
  return block;
}

function startCall(state: AnswerState, place: number, item: ResponseOutputItem & { type: 'function_call' }): void {
  const { answer } = state;
  const block = blockOf(state, place);
  if (item.arguments) state.written.add(place);
  answer.toolCall(block, item.call_id, wireText(item.name, 'name'), item.arguments ?? '');
  if (item.id !== undefined) answer.annotate(block, WIRE, { id: item.id });
}

/** Parts of a summary are paragraphs. */
function think(state: AnswerState, place: number, part: number, text: string): void {
  const before = state.summaryParts.get(place);
  state.summaryParts.set(place, part);
  const isNext = before !== undefined && before !== part;
  state.answer.reasoning(blockOf(state, place), { text: isNext ? `\n\n${text}` : text });
}

function endItem(state: AnswerState, place: number, item: ResponseOutputItem): void {
  const { answer } = state;
  const block = blockOf(state, place);
  switch (item.type) {
    case 'function_call':
      if (!answer.has(block)) startCall(state, place, item);
      else if (!state.written.has(place)) answer.toolArguments(block, item.arguments ?? '');
      answer.end(block);
      break;
    case 'reasoning':
      if (answer.has(block)) {
        const { id, summary, encrypted_content } = item;
        answer.annotate(block, WIRE, { id, summary, ...(encrypted_content && { encrypted_content }) });
        answer.end(block);
      } else answer.provider(block, WIRE, { ...item });
      break;
    case 'message':
      for (const [part, content] of item.content.entries()) {
        const text = blockOf(state, place, part);
        if (!answer.has(text)) continue;
        const annotations = content.type === 'output_text' ? content.annotations : [];
        answer.annotate(text, WIRE, { id: item.id, ...(annotations.length > 0 && { annotations }) });
        answer.end(text);
      }
      break;
    default:
      answer.provider(block, WIRE, { ...item });
  }
}

function whole(response: Response): Response {
  if (typeof response !== 'object' || response === null) throw new TypeError('a whole answer must have its response');
  return response;
}

function finish(state: AnswerState): boolean {
  const { answer, provider, response } = state;
  if (!state.started) throw noAnswer(provider);
  if (response === undefined) return false;
  const message = answer.finish();
  const callsTools = message.content.some((part) => part.type === 'tool-call');
  const usage = response.usage ? usageOf(response.usage) : undefined;
  answer.done({
    finishReason: finishReasonOf(response, state.refused, callsTools),
    message,
    usage,
    metadata: metadataOf(response),
  });
  return true;
}

function finishReasonOf({ incomplete_details }: Response, refused: boolean, callsTools: boolean): FinishReason {
  if (incomplete_details?.reason === 'max_output_tokens') return 'length';
  if (incomplete_details?.reason === 'content_filter') return 'content-filter';
  if (incomplete_details?.reason) return 'other';
  if (refused) return 'refusal';
  return callsTools ? 'tool-calls' : 'stop';
}

function metadataOf({ id, model, status, service_tier, incomplete_details, usage }: Response): Record<string, unknown> {
  return {
    id,
    model_name: model,
    status,
    ...(service_tier && { service_tier }),
    ...(incomplete_details && { incomplete_details }),
    ...(usage && { usage }),
  };
}

function usageOf({
  input_tokens,
  input_tokens_details,
  output_tokens,
  output_tokens_details,
  total_tokens,
}: ResponseUsage): Usage {
  return {
    input: input_tokens,
    output: output_tokens,
    total: total_tokens ?? input_tokens + output_tokens,
    cacheRead: input_tokens_details?.cached_tokens,
    cacheWrite: undefined,
    reasoning: output_tokens_details?.reasoning_tokens,
  };
}

const RETRYABLE: ReadonlySet<unknown> = new Set(['server_error', 'rate_limit_exceeded', 'vector_store_timeout']);

function failure(provider: string, code: unknown, message: string | undefined, cause: unknown): LLMError {
  return statusError({
    provider,
    status: undefined,
    message: message || `${provider} could not answer, and does not say why`,
    kinds: [code],
    cause,
    retryableKinds: RETRYABLE,
  });
}

/** An answer that was not streamed, as the events it would have been. */
export function* eventsOf(response: Response): Generator<ResponseStreamEvent> {
  const numbered = { sequence_number: 0 };
  yield { type: 'response.created', response, ...numbered };
  for (const [output_index, item] of response.output.entries()) {
    const place = { output_index, item_id: item.id ?? '', ...numbered };
    if (item.type === 'message') {
      for (const [content_index, part] of item.content.entries()) {
        if (part.type === 'output_text') {
          yield { type: 'response.output_text.delta', content_index, delta: part.text, logprobs: [], ...place };
        } else yield { type: 'response.refusal.delta', content_index, delta: part.refusal, ...place };
      }
    }
    if (item.type === 'reasoning') {
      for (const [summary_index, { text }] of item.summary.entries()) {
        yield { type: 'response.reasoning_summary_text.delta', summary_index, delta: text, ...place };
      }
    }
    yield { type: 'response.output_item.done', item, output_index, ...numbered };
  }
  if (response.status === 'failed') yield { type: 'response.failed', response, ...numbered };
  else if (response.status === 'incomplete') yield { type: 'response.incomplete', response, ...numbered };
  else yield { type: 'response.completed', response, ...numbered };
}
