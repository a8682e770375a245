/** What a scripted model does in one call, written so that a test reads like the conversation it tests. */
import { InvalidConfigError, type Usage } from '../base/index.ts';
import type { FinishReason, LLMEvent, LLMRequest } from '../llm/index.ts';

/** One call of a scripted model: an answer, a failure, the very events, or a function that decides when it is called. */
export type ScriptStep = ScriptedAnswer | ScriptedFailure | readonly LLMEvent[] | ScriptFunction;

/** Sees the request and says what to do; what it throws or rejects with is the call's error. */
export type ScriptFunction = (request: LLMRequest) => ScriptStep | Promise<ScriptStep>;

/** A whole answer; made by {@link text} and {@link toolCalls}. */
export interface ScriptedAnswer {
  readonly kind: 'answer';
  readonly reasoning: readonly string[];
  readonly text: readonly string[];
  readonly calls: readonly ScriptedToolCall[];
  /** In how many pieces the arguments of each call arrive. */
  readonly chunks: number;
  readonly usage: Usage;
  readonly finishReason: FinishReason;
}

/** An answer that breaks off or never ends; made by {@link fails} and {@link hangs}. */
export interface ScriptedFailure {
  readonly kind: 'failure';
  readonly text: readonly string[];
  /** Absent in a call that hangs. */
  readonly failure?: { readonly error: unknown };
}

/** A tool the model asks for. */
export interface ScriptedToolCall {
  readonly name: string;
  /** An object; or the text the model writes in its place, which need not be JSON. Default `{}`. */
  readonly args?: Readonly<Record<string, unknown>> | string;
  /** Default `call_1`, `call_2`, … counted over the whole script. */
  readonly id?: string;
}

export interface AnswerOptions {
  /** What the model thinks first. */
  readonly reasoning?: string;
  /** In how many pieces text, reasoning and arguments arrive; default 1. */
  readonly chunks?: number;
  /** Default: 10 tokens in, 5 out. */
  readonly usage?: Usage;
  /** Default `stop`, or `tool-calls` where tools are called. */
  readonly finishReason?: FinishReason;
}

export interface ToolCallsOptions extends AnswerOptions {
  /** What the model says before it calls. */
  readonly text?: string;
}

/** Text that arrives before a call fails or hangs. */
export interface AfterText {
  readonly afterText?: string;
}

const defaultUsage: Usage = { input: 10, output: 5, total: 15 };

/**
 * The model answers with text.
 *
 * @param content one string, or the pieces in which it arrives
 *
 * @example
 * text('Hello');
 * text(['Hel', 'lo']);
 * text('Hello', { chunks: 5, reasoning: 'A greeting is in order.' });
 */
export function text(content: string | readonly string[], options: AnswerOptions = {}): ScriptedAnswer {
  const { reasoning = '', chunks = 1, usage = defaultUsage, finishReason = 'stop' } = options;
  return {
    kind: 'answer',
    reasoning: pieces(reasoning, chunks),
    text: typeof content === 'string' ? pieces(content, chunks) : content,
    calls: [],
    chunks,
    usage,
    finishReason,
  };
}

/**
 * The model calls tools.
 *
 * @example
 * toolCalls([{ name: 'search', args: { query: 'boats' } }]);
 * toolCalls([{ name: 'clock' }, { name: 'calendar', id: 'call_cal' }], { text: 'Let me look.' });
 * toolCalls([{ name: 'search', args: '{"query": ' }]); // arguments that are not JSON
 */
export function toolCalls(calls: readonly ScriptedToolCall[], options: ToolCallsOptions = {}): ScriptedAnswer {
  const { text: before = '', finishReason = 'tool-calls', ...rest } = options;
  return { ...text(before, { ...rest, finishReason }), calls };
}

/**
 * The call fails with this very error.
 *
 * @example
 * fails(new LLMError('LLM_STATUS', '529 Overloaded', { provider: 'anthropic', status: 529, retryable: true }));
 * fails(new Error('socket hang up'), { afterText: 'The answer is' });
 */
export function fails(error: unknown, { afterText = '' }: AfterText = {}): ScriptedFailure {
  return { kind: 'failure', text: pieces(afterText, 1), failure: { error } };
}

/**
 * The call never ends by itself; an abort or leaving the iteration ends it.
 *
 * @example
 * hangs();
 * hangs({ afterText: 'Let me think' });
 */
export function hangs({ afterText = '' }: AfterText = {}): ScriptedFailure {
  return { kind: 'failure', text: pieces(afterText, 1) };
}

/**
 * Refuses what is no step, as a test written without types may pass it.
 *
 * @param step anything
 * @param name where it stands, for the error
 * @throws InvalidConfigError `CONFIG_INVALID`
 */
export function checkStep(step: unknown, name: string): asserts step is ScriptStep {
  if (typeof step === 'function' || (Array.isArray(step) ? step.every(isEvent) : isMade(step))) return;
  const literal = typeof step === 'string' ? JSON.stringify(step) : String(step);
  const shown = typeof step === 'object' && step !== null ? 'another object' : literal;
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    `${name} must be text(…), toolCalls(…), fails(…), hangs(…), a list of events or a function, but is ${shown}`,
  );
}

function isMade(step: unknown): boolean {
  return typeof step === 'object' && step !== null && 'kind' in step && /^(answer|failure)$/.test(String(step.kind));
}

function isEvent(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string';
}

/** Cuts a text into so many pieces of about the same length, never inside a character. */
export function pieces(whole: string, count: number): string[] {
  const characters = Array.from(whole);
  const size = Math.max(1, Math.ceil(characters.length / Math.max(1, count)));
  const cut: string[] = [];
  for (let from = 0; from < characters.length; from += size) cut.push(characters.slice(from, from + size).join(''));
  return cut;
}
