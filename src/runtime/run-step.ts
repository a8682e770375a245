/** The data of the host's event protocol: steps of a run and the deltas that fill them. */
import type { BaseMessage } from '../langchain/index.ts';

/** How far a step has come. */
export type RunStepStatus = 'in_progress' | 'completed' | 'cancelled' | 'failed';

/** A piece of content that hosts show: text, thought, a tool call with its output, or a provider's own block. */
export type ContentPart = Readonly<Record<string, unknown>> & { readonly type: string };

/** A tool call as a step announces it. */
export interface StepToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly type: 'tool_call';
}

export interface MessageCreationDetails {
  readonly type: 'message_creation';
  readonly message_creation: {
    readonly message_id: string;
    /** Absent where the step exists only because a tool call came first. */
    readonly content_type?: 'text' | 'think';
  };
}

export interface ToolCallsDetails {
  readonly type: 'tool_calls';
  readonly tool_calls: readonly StepToolCall[];
}

/** One slot of content in a run: a message, a thought, or a tool call. */
export interface RunStep {
  readonly id: string;
  readonly type: 'message_creation' | 'tool_calls';
  /** Place in the run's content, from 0. Steps without visible content take a place too. */
  readonly index: number;
  /** Ordinal among the steps of one model turn and lane. */
  readonly stepIndex: number;
  readonly runId: string;
  readonly stepDetails: MessageCreationDetails | ToolCallsDetails;
  readonly usage: null;
  /** Changes when the step ends; so do the times below. The dispatched object is the live one. */
  status: RunStepStatus;
  /** Milliseconds since the epoch, like all times here. */
  readonly created_at: number;
  completed_at?: number;
  cancelled_at?: number;
  failed_at?: number;
}

/** Data of `on_run_step_closed`. */
export interface RunStepClosedEvent {
  readonly id: string;
  readonly index: number;
  readonly type: RunStep['type'];
  readonly status: Exclude<RunStepStatus, 'in_progress'>;
  readonly closed_at: number;
  readonly created_at: number;
  readonly runId: string;
  readonly stepIndex: number;
}

/** A fragment of a tool call as it streams in. */
export interface ToolCallChunk {
  readonly type?: 'tool_call_chunk';
  readonly index: number;
  readonly id?: string;
  readonly name?: string;
  readonly args: string;
}

/** Data of `on_run_step_delta`. */
export interface RunStepDeltaEvent {
  readonly id: string;
  readonly delta: { readonly type: 'tool_calls'; readonly tool_calls: readonly ToolCallChunk[] };
}

/** Data of `on_message_delta` and `on_reasoning_delta`. */
export interface MessageDeltaEvent {
  readonly id: string;
  readonly delta: { readonly content: readonly ContentPart[] };
}

/** Data of `on_run_step_completed`. */
export interface RunStepCompletedEvent {
  readonly result: {
    /** Id of the step that announced the call; `''` if none did. */
    readonly id: string;
    /** How often the tool was called before in this run, not a place in the content. */
    readonly index: number;
    readonly type: 'tool_call';
    readonly tool_call: {
      /** JSON text. */
      readonly args: string;
      readonly name: string;
      readonly id: string;
      readonly output: string;
      readonly progress: 1;
      readonly outcome?: unknown;
    };
    readonly completed_at: number;
  };
}

/** A call as `on_tool_execute` hands it to the host. */
export interface ToolCallRequest {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly stepId?: string;
  /** How often the tool was called before in this run. */
  readonly turn: number;
}

/** A message the host wants in the conversation after the results of a batch. */
export interface InjectedMessage {
  readonly role: string;
  readonly content: BaseMessage['content'];
  readonly isMeta?: boolean;
  readonly source?: string;
  readonly skillName?: string;
  readonly provenance?: unknown;
}

/** The host's answer to one call. */
export interface ToolExecuteResult {
  readonly toolCallId: string;
  readonly status: 'success' | 'error';
  readonly content: string | readonly unknown[];
  readonly artifact?: unknown;
  readonly errorMessage?: string;
  readonly outcome?: unknown;
  readonly injectedMessages?: readonly InjectedMessage[] | null;
}

/** Data of `on_tool_execute`: all calls of one AI message that the host runs. */
export interface ToolExecuteBatchRequest {
  readonly toolCalls: readonly ToolCallRequest[];
  readonly userId?: string | undefined;
  readonly agentId?: string;
  readonly configurable: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  /** Answers the batch; calls it leaves out get no message. The run goes on when the handler has settled too. */
  resolve(results: readonly ToolExecuteResult[]): void;
  /** Ends the run with this very error. */
  reject(error: unknown): void;
  /** Reports one result early; `resolve` must still be called. */
  onResult(result: ToolExecuteResult): void;
}
