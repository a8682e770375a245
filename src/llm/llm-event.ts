/**
 * What a model call says while it runs.
 *
 * ```
 * start
 * ├─ reasoning-start  reasoning-delta*  reasoning-end      any number of blocks,
 * ├─ text-start       text-delta*       text-end           in the order the provider sends them;
 * ├─ tool-call-start  tool-call-delta*  tool-call-end      blocks may interleave, `block` tells them apart;
 * ├─ provider-block                                        a whole block that only this wire knows
 * ├─ reset                                                 the answer broke off and begins anew, with `start`: only for
 * │                                                        those who allow restarts
 * ├─ usage                                                 at most once, before the last event
 * └─ done | error                                          exactly one, always last
 * ```
 *
 * An answer that was cut short is never `done`.
 */
import type { AssistantMessage, ProviderPart, ToolCallPart, Usage } from '../base/index.ts';

/** The provider accepted the request and began to answer. */
export interface StartEvent {
  readonly type: 'start';
  /** The provider's id of the answer, e.g. `chatcmpl-…`, `msg_…`. */
  readonly id?: string | undefined;
  /** The model that answers, as the provider names it. */
  readonly model?: string | undefined;
  /** `blocks` where the provider's own content is a list of blocks rather than one string (Anthropic with tools or thinking). */
  readonly shape: 'string' | 'blocks';
}

interface BlockEvent {
  /** Number of the content block within this answer, from 0, as the provider numbers it where it does. */
  readonly block: number;
}

export interface TextStartEvent extends BlockEvent {
  readonly type: 'text-start';
}
export interface TextDeltaEvent extends BlockEvent {
  readonly type: 'text-delta';
  /** Never empty. */
  readonly text: string;
}
export interface TextEndEvent extends BlockEvent {
  readonly type: 'text-end';
}

export interface ReasoningStartEvent extends BlockEvent {
  readonly type: 'reasoning-start';
}
export interface ReasoningDeltaEvent extends BlockEvent {
  readonly type: 'reasoning-delta';
  /** Empty in an event that carries only a `signature` or `redacted` text. */
  readonly text: string;
  readonly signature?: string;
  readonly redacted?: string;
}
export interface ReasoningEndEvent extends BlockEvent {
  readonly type: 'reasoning-end';
}

export interface ToolCallStartEvent extends BlockEvent {
  readonly type: 'tool-call-start';
  /** Ordinal among the tool calls of this answer, from 0. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  /** The part of the argument text that arrived with the name, usually `''`. */
  readonly args: string;
}
export interface ToolCallDeltaEvent extends BlockEvent {
  readonly type: 'tool-call-delta';
  readonly index: number;
  /** The next fragment of the argument text. Never empty. */
  readonly args: string;
}
export interface ToolCallEndEvent extends BlockEvent {
  readonly type: 'tool-call-end';
  readonly index: number;
  /** The whole call, its arguments parsed once. */
  readonly call: ToolCallPart;
}

/** What came so far is void: the answer broke off, and the call is made again. */
export interface ResetEvent {
  readonly type: 'reset';
  /** What broke it off. */
  readonly error: unknown;
}

/** A block of a kind the port has no word for, such as the call of a tool that the provider runs itself, or its result. */
export interface ProviderBlockEvent extends BlockEvent {
  readonly type: 'provider-block';
  readonly part: ProviderPart;
}

export interface UsageEvent {
  readonly type: 'usage';
  readonly usage: Usage;
}

/** Why the model stopped, in one vocabulary for all providers. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'refusal' | 'pause' | 'other';

/** The answer is whole. */
export interface DoneEvent {
  readonly type: 'done';
  readonly finishReason: FinishReason;
  readonly message: AssistantMessage;
  readonly usage?: Usage | undefined;
  /** Response metadata in the provider's own words (`finish_reason`, `model_name`, `stop_reason`, `system_fingerprint`, …). */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * The call failed or was aborted.
 * `error` is an `LLMError` with the SDK's own error as `cause`, or an `AbortError`; a scripted or user-supplied model's error comes as thrown.
 */
export interface ErrorEvent {
  readonly type: 'error';
  readonly error: unknown;
}

export type LLMEvent =
  | StartEvent
  | TextStartEvent
  | TextDeltaEvent
  | TextEndEvent
  | ReasoningStartEvent
  | ReasoningDeltaEvent
  | ReasoningEndEvent
  | ToolCallStartEvent
  | ToolCallDeltaEvent
  | ToolCallEndEvent
  | ProviderBlockEvent
  | ResetEvent
  | UsageEvent
  | DoneEvent
  | ErrorEvent;
