/** Chunks of `generateContentStream` → the port's events. */
import type { Candidate, GenerateContentResponse } from '@google/genai';
import { LLMError, type Usage } from '../../base/index.ts';
import { AnswerAssembler } from '../answer-assembler.ts';
import { failedAnswer, noAnswer } from '../answer-errors.ts';
import type { AnswerReader } from '../call-stream.ts';
import type { FinishReason } from '../llm-event.ts';
import { wireText } from '../wire-text.ts';
import { PartReader } from './parts.ts';

/** `usageMetadata`, as far as it can be trusted. */
type WireUsage = Readonly<Record<string, unknown>>;

/** What is known of the answer so far. */
interface AnswerState {
  readonly provider: string;
  readonly answer: AnswerAssembler;
  readonly parts: PartReader;
  started: boolean;
  finishReason: string | undefined;
  usage: WireUsage | undefined;
  /** Response metadata in Google's words. */
  readonly metadata: Map<string, unknown>;
}

/** Reads one answer. A finish reason makes it whole. */
export function googleReader(provider: string): AnswerReader<GenerateContentResponse> {
  const answer = new AnswerAssembler();
  const state: AnswerState = {
    provider,
    answer,
    parts: new PartReader(answer),
    started: false,
    finishReason: undefined,
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

function readChunk(state: AnswerState, chunk: GenerateContentResponse): void {
  const { candidates, usageMetadata, promptFeedback, responseId, modelVersion } = chunk;
  if (promptFeedback?.blockReason && !candidates?.length) throw blocked(state.provider, promptFeedback);
  // Of what is no chunk the SDK makes an empty one.
  if (!candidates && !usageMetadata && !responseId) return;
  if (!state.started) {
    state.started = true;
    state.answer.events.push({ type: 'start', id: responseId, model: modelVersion, shape: 'string' });
  }
  if (responseId) state.metadata.set('id', responseId);
  if (modelVersion) state.metadata.set('model_name', modelVersion);
  addUsage(state, usageMetadata);
  if (candidates === undefined) return;
  if (!Array.isArray(candidates)) throw new TypeError('"candidates" must be a list');
  const [candidate] = candidates;
  if (candidate !== undefined) readCandidate(state, candidate);
}

function readCandidate(state: AnswerState, { content, finishReason, ...rest }: Candidate): void {
  const parts = content?.parts ?? [];
  if (!Array.isArray(parts)) throw new TypeError('"parts" must be a list');
  for (const part of parts) state.parts.read(part);
  if (finishReason) state.finishReason = wireText(finishReason, 'finishReason');
  for (const field of METADATA) {
    if (rest[field] !== undefined) state.metadata.set(field, merged(state.metadata.get(field), rest[field]));
  }
}

const METADATA = [
  'groundingMetadata',
  'citationMetadata',
  'urlContextMetadata',
  'safetyRatings',
  'finishMessage',
] as const;

/** A later chunk may tell less than an earlier one; what it does tell, it tells whole. */
function merged(earlier: unknown, later: unknown): unknown {
  return isObject(earlier) && isObject(later) ? { ...earlier, ...later } : later;
}

/** Counts are running totals, in every chunk: a later one replaces an earlier one, a missing one does not. */
function addUsage(state: AnswerState, usage: unknown): void {
  if (!isObject(usage)) return;
  const told = Object.entries(usage).filter(([, value]) => value !== undefined && value !== null);
  state.usage = { ...state.usage, ...Object.fromEntries(told) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function finish(state: AnswerState): boolean {
  const { answer, provider, finishReason, metadata } = state;
  if (!state.started) throw noAnswer(provider);
  if (finishReason === undefined) return false;
  if (UNREADABLE.has(finishReason)) throw unreadable(provider, finishReason);
  if (finishReason === CUT_SHORT) throw failedAnswer(provider, finishReason);
  const message = answer.finish();
  const callsTools = message.content.some((part) => part.type === 'tool-call');
  const reason = finishReasons.get(finishReason) ?? 'other';
  const usage = state.usage && usageOf(state.usage);
  answer.done({
    finishReason: reason === 'stop' && callsTools ? 'tool-calls' : reason,
    message,
    usage,
    metadata: {
      finish_reason: finishReason,
      ...Object.fromEntries(metadata),
      ...(state.usage && { usage: state.usage }),
    },
  });
  return true;
}

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ...[
    'SAFETY',
    'RECITATION',
    'BLOCKLIST',
    'PROHIBITED_CONTENT',
    'SPII',
    'MODEL_ARMOR',
    'IMAGE_SAFETY',
    'IMAGE_PROHIBITED_CONTENT',
    'IMAGE_RECITATION',
  ].map((reason) => [reason, 'content-filter'] as const),
]);

/** The server would go on, if it were asked by a protocol that we do not speak. */
const CUT_SHORT = 'CONTINUATION';

/** The model wrote what nobody can use; the next time it may do better. */
const UNREADABLE: ReadonlySet<string> = new Set([
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'MALFORMED_RESPONSE',
]);

function unreadable(provider: string, reason: string): LLMError {
  const message = `the model of ${provider} wrote what nobody can read (finish reason "${reason}"): call again`;
  return new LLMError('LLM_STREAM_MALFORMED', message, { provider, retryable: true });
}

function blocked(
  provider: string,
  { blockReason, blockReasonMessage }: { blockReason?: string; blockReasonMessage?: string },
): LLMError {
  const why = blockReasonMessage ? ` (${blockReasonMessage})` : '';
  return new LLMError('LLM_CONTENT_FILTERED', `the filter of ${provider} blocked the prompt: ${blockReason}${why}`, {
    provider,
  });
}

/** What tools put into the prompt is input, and thoughts are output. */
function usageOf(wire: WireUsage): Usage {
  const input = (count(wire['promptTokenCount']) ?? 0) + (count(wire['toolUsePromptTokenCount']) ?? 0);
  const output = (count(wire['candidatesTokenCount']) ?? 0) + (count(wire['thoughtsTokenCount']) ?? 0);
  return {
    input,
    output,
    total: count(wire['totalTokenCount']) ?? input + output,
    cacheRead: count(wire['cachedContentTokenCount']),
    cacheWrite: undefined,
    reasoning: count(wire['thoughtsTokenCount']),
  };
}

/** What is no number is none: an answer is worth more than its counts. */
function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
