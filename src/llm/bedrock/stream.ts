/** Events of a Converse stream → the port's events. */
import type {
  ContentBlock,
  ContentBlockDelta,
  ConverseCommandOutput,
  ConverseStreamOutput,
  TokenUsage,
} from '@aws-sdk/client-bedrock-runtime';
import { toBase64, type Usage } from '../../base/index.ts';
import { AnswerAssembler } from '../answer-assembler.ts';
import { checkToolCalls, failedAnswer, noAnswer } from '../answer-errors.ts';
import type { AnswerReader } from '../call-stream.ts';
import type { FinishReason } from '../llm-event.ts';
import { Providers } from '../providers.ts';
import { wireText } from '../wire-text.ts';

/** What is known of the answer so far. */
interface AnswerState {
  readonly answer: AnswerAssembler;
  readonly model: string;
  started: boolean;
  stopReason: string | undefined;
  usage: TokenUsage | undefined;
  /** Response metadata in Bedrock's words. */
  readonly metadata: Map<string, unknown>;
}

/** Reads one answer. `messageStop` makes it whole; its token counts follow. */
export function bedrockReader(model: string): AnswerReader<ConverseStreamOutput> {
  const answer = new AnswerAssembler();
  const state: AnswerState = {
    answer,
    model,
    started: false,
    stopReason: undefined,
    usage: undefined,
    metadata: new Map(),
  };
  return {
    events: answer.events,
    get complete() {
      return state.stopReason !== undefined && state.usage !== undefined;
    },
    read: (event) => readEvent(state, event),
    finish: () => finish(state),
  };
}

function readEvent(state: AnswerState, event: ConverseStreamOutput): void {
  const { answer } = state;
  const { messageStart, contentBlockStart, contentBlockDelta, contentBlockStop, messageStop, metadata } = event;
  if (messageStart !== undefined) {
    if (state.started) throw new TypeError('an answer has one messageStart, first');
    state.started = true;
    answer.events.push({ type: 'start', model: state.model, shape: 'blocks' });
    return;
  }
  if (!state.started) throw new TypeError('an answer begins with messageStart');
  if (contentBlockStart?.start?.toolUse !== undefined) {
    const { toolUseId, name } = contentBlockStart.start.toolUse;
    answer.toolCall(placeOf(contentBlockStart), toolUseId, wireText(name, 'name'));
  }
  if (contentBlockDelta?.delta !== undefined) readDelta(answer, placeOf(contentBlockDelta), contentBlockDelta.delta);
  if (contentBlockStop !== undefined) answer.end(placeOf(contentBlockStop));
  if (messageStop !== undefined) {
    state.stopReason = wireText(messageStop.stopReason, 'stopReason');
    state.metadata.set('stopReason', state.stopReason);
    if (messageStop.additionalModelResponseFields !== undefined) {
      state.metadata.set('additionalModelResponseFields', messageStop.additionalModelResponseFields);
    }
  }
  if (metadata !== undefined) {
    state.usage = metadata.usage;
    for (const field of ['usage', 'metrics', 'trace', 'performanceConfig', 'serviceTier'] as const) {
      if (metadata[field] !== undefined) state.metadata.set(field, metadata[field]);
    }
  }
}

function placeOf({ contentBlockIndex }: { contentBlockIndex: number | undefined }): number {
  if (typeof contentBlockIndex !== 'number') throw new TypeError('"contentBlockIndex" must be a number');
  return contentBlockIndex;
}

function readDelta(answer: AnswerAssembler, block: number, delta: ContentBlockDelta): void {
  if (delta.text !== undefined) answer.text(block, delta.text);
  else if (delta.toolUse !== undefined) answer.toolArguments(block, wireText(delta.toolUse.input, 'input'));
  else if (delta.reasoningContent !== undefined) {
    const { text, signature, redactedContent } = delta.reasoningContent;
    answer.reasoning(block, {
      ...(text !== undefined && { text }),
      ...(signature !== undefined && { signature }),
      ...(redactedContent !== undefined && { redacted: toBase64(redactedContent) }),
    });
  }
}

function finish(state: AnswerState): boolean {
  const { answer, stopReason } = state;
  if (!state.started) throw noAnswer(Providers.BEDROCK);
  if (stopReason === undefined) return false;
  if (FAILURES.has(stopReason)) throw failedAnswer(Providers.BEDROCK, stopReason);
  const finishReason = finishReasons.get(stopReason) ?? 'other';
  const message = answer.finish();
  checkToolCalls(Providers.BEDROCK, finishReason, message);
  const usage = state.usage && usageOf(state.usage);
  answer.done({
    finishReason,
    message,
    usage,
    metadata: { model_name: state.model, ...Object.fromEntries(state.metadata) },
  });
  return true;
}

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['guardrail_intervened', 'content-filter'],
  ['content_filtered', 'content-filter'],
]);

const FAILURES: ReadonlySet<string> = new Set(['malformed_model_output', 'malformed_tool_use']);

/** What the cache read and wrote is counted apart from `inputTokens`. */
function usageOf({
  inputTokens = 0,
  outputTokens = 0,
  cacheReadInputTokens,
  cacheWriteInputTokens,
}: TokenUsage): Usage {
  const input = inputTokens + (cacheReadInputTokens ?? 0) + (cacheWriteInputTokens ?? 0);
  return {
    input,
    output: outputTokens,
    total: input + outputTokens,
    cacheRead: cacheReadInputTokens,
    cacheWrite: cacheWriteInputTokens,
    reasoning: undefined,
  };
}

/** An answer that was not streamed, as the events it would have been. */
export function* eventsOf({
  output,
  stopReason,
  usage,
  metrics,
  trace,
}: ConverseCommandOutput): Generator<ConverseStreamOutput> {
  yield { messageStart: { role: 'assistant' } };
  for (const [contentBlockIndex, block] of (output?.message?.content ?? []).entries()) {
    const { toolUse } = block;
    if (toolUse !== undefined) {
      const { toolUseId, name } = toolUse;
      yield { contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId, name } } } };
    }
    const delta = deltaOf(block);
    if (delta !== undefined) yield { contentBlockDelta: { contentBlockIndex, delta } };
    yield { contentBlockStop: { contentBlockIndex } };
  }
  yield { messageStop: { stopReason } };
  yield { metadata: { usage, metrics: metrics && { latencyMs: metrics.latencyMs }, ...(trace && { trace }) } };
}

function deltaOf({ text, toolUse, reasoningContent }: ContentBlock): ContentBlockDelta | undefined {
  if (text !== undefined) return { text };
  if (toolUse !== undefined) return { toolUse: { input: JSON.stringify(toolUse.input ?? {}) } };
  const { reasoningText, redactedContent } = reasoningContent ?? {};
  if (redactedContent !== undefined) return { reasoningContent: { redactedContent } };
  if (reasoningText === undefined) return undefined;
  // The types allow one of them; on the wire a block has both.
  return { reasoningContent: { ...reasoningText } as { text: string } };
}
