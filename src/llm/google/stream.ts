/** Chunks of `generateContentStream` → the port's events. */
import type { Candidate, GenerateContentResponse, GenerateContentResponseUsageMetadata, Part } from '@google/genai';
import { LLMError, type Usage } from '../../base/index.ts';
import { AnswerAssembler } from '../answer-assembler.ts';
import { failedAnswer, noAnswer } from '../answer-errors.ts';
import type { AnswerReader } from '../call-stream.ts';
import type { FinishReason } from '../llm-event.ts';
import { wireText } from '../wire-text.ts';
import { WIRE } from './contents.ts';

/** What is known of the answer so far. */
interface AnswerState {
  readonly provider: string;
  readonly answer: AnswerAssembler;
  started: boolean;
  finishReason: string | undefined;
  usage: GenerateContentResponseUsageMetadata | undefined;
  /** Response metadata in Google's words. */
  readonly metadata: Map<string, unknown>;
}

/** Reads one answer. A finish reason makes it whole. */
export function googleReader(provider: string): AnswerReader<GenerateContentResponse> {
  const answer = new AnswerAssembler();
  const state: AnswerState = {
    provider,
    answer,
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
  // A running total, in every chunk.
  if (usageMetadata) state.usage = usageMetadata;
  const candidate = candidates?.[0];
  if (candidate !== undefined) readCandidate(state, candidate);
}

function readCandidate(state: AnswerState, { content, finishReason, ...rest }: Candidate): void {
  const parts = content?.parts ?? [];
  if (!Array.isArray(parts)) throw new TypeError('"parts" must be a list');
  for (const part of parts) readPart(state.answer, part);
  if (finishReason) state.finishReason = wireText(finishReason, 'finishReason');
  for (const field of [
    'groundingMetadata',
    'citationMetadata',
    'urlContextMetadata',
    'safetyRatings',
    'finishMessage',
  ] as const) {
    if (rest[field] !== undefined) state.metadata.set(field, rest[field]);
  }
}

function readPart(answer: AnswerAssembler, part: Part): void {
  const { functionCall, text, thought, thoughtSignature } = part;
  if (functionCall !== undefined) {
    const { id, name, args } = functionCall;
    const block = answer.appendToolCall(id, wireText(name, 'name'), args === undefined ? '' : JSON.stringify(args));
    if (thoughtSignature !== undefined) answer.annotate(block, WIRE, { thoughtSignature });
    // A call comes whole.
    answer.end(block);
  } else if (text !== undefined) {
    if (thought === true) answer.appendReasoning(wireText(text, 'text'));
    else answer.appendText(wireText(text, 'text'));
    if (thoughtSignature !== undefined) sign(answer, thoughtSignature, thought === true);
  } else if (Object.keys(part).length > 0) answer.appendProvider(WIRE, { ...part });
}

/** A signature may come with a text that is empty: it is that of the block before. */
function sign(answer: AnswerAssembler, thoughtSignature: string, isThought: boolean): void {
  const block = answer.prose ?? answer.lastOf(isThought ? 'reasoning' : 'text');
  if (block === undefined) answer.appendProvider(WIRE, { text: '', thoughtSignature });
  else answer.annotate(block, WIRE, { thoughtSignature });
}

function finish(state: AnswerState): boolean {
  const { answer, provider, finishReason, metadata } = state;
  if (!state.started) throw noAnswer(provider);
  if (finishReason === undefined) return false;
  if (FAILURES.has(finishReason)) throw failedAnswer(provider, finishReason);
  const message = answer.finish();
  const callsTools = message.content.some((part) => part.type === 'tool-call');
  const reason = finishReasons.get(finishReason) ?? 'other';
  const usage = state.usage && usageOf(state.usage);
  if (usage !== undefined) answer.events.push({ type: 'usage', usage });
  answer.events.push({
    type: 'done',
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
    'IMAGE_SAFETY',
    'IMAGE_PROHIBITED_CONTENT',
    'IMAGE_RECITATION',
  ].map((reason) => [reason, 'content-filter'] as const),
]);

/** The model wrote what nobody can use; the next time it may do better. */
const FAILURES: ReadonlySet<string> = new Set([
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'MALFORMED_RESPONSE',
]);

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
function usageOf(wire: GenerateContentResponseUsageMetadata): Usage {
  const input = (wire.promptTokenCount ?? 0) + (wire.toolUsePromptTokenCount ?? 0);
  const output = (wire.candidatesTokenCount ?? 0) + (wire.thoughtsTokenCount ?? 0);
  return {
    input,
    output,
    total: wire.totalTokenCount ?? input + output,
    cacheRead: wire.cachedContentTokenCount,
    cacheWrite: undefined,
    reasoning: wire.thoughtsTokenCount,
  };
}
