/** What running tool calls has in common, wherever they run: the batch, the answer to one call, the events it makes. */
import { abortError, randomUuid } from '../base/index.ts';
import { type BaseMessage, toolMessage, type ToolMessage, type ToolMessageFields } from '../langchain/index.ts';
import type { EventMetadata } from './event-handler-registry.ts';
import { GraphEvents } from './graph-events.ts';
import type { RunScope } from './run-scope.ts';
import type { RunStepCompletedEvent } from './run-step.ts';

/** A call of the model, its arguments parsed. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A call to be run. */
export interface ToolTask {
  readonly call: ToolCall;
  /** How often the tool was called before in this run. */
  readonly turn: number;
}

/** How a call ended, for {@link ToolBatch.complete}. */
export interface ToolOutcome {
  /** What hosts show. */
  readonly output: string;
  /** `result.index` of the event; the turn unless said otherwise. */
  readonly index?: number;
  /** What the tool says of itself. */
  readonly outcome?: unknown;
}

/** The text by which a model learns that a call failed. */
export function errorText(message: string): string {
  return `Error: ${message}\n Please fix your mistakes.`;
}

/** An error message for the model in answer to a call. */
export function errorMessage({ id, name }: ToolCall, message: string): ToolMessage {
  return toolMessage({ toolCallId: id, name, status: 'error', content: errorText(message) });
}

/** Content of a tool message as the one string that hosts show. */
export function outputText(content: ToolMessageFields['content']): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

/** The calls of one AI message while they run. */
export class ToolBatch {
  readonly scope: RunScope;
  readonly metadata: EventMetadata;
  /** The run's `configurable`, as the tools of this node get it. */
  readonly configurable: Readonly<Record<string, unknown>>;
  /** Aborted with the run. */
  readonly signal: AbortSignal;
  /** Identifies the batch towards callbacks, which call it the parent of its calls. */
  readonly id = randomUuid();
  #completed = Promise.resolve();

  constructor(scope: RunScope, metadata: EventMetadata, signal: AbortSignal) {
    this.scope = scope;
    this.metadata = metadata;
    this.configurable = { ...scope.configurable, checkpoint_ns: metadata['checkpoint_ns'] };
    this.signal = signal;
  }

  /** @throws DOMException `AbortError` once the run is over, aborted or failed */
  throwIfAborted(): void {
    if (this.signal.aborted) throw abortError(this.signal.reason);
  }

  /**
   * Tells hosts that a call has ended, `on_run_step_completed`, and closes its step: one call after the other, however
   * they ran. Once the run is over nothing is told. Never rejects: handlers of neither event can fail the run.
   */
  complete(task: ToolTask, ended: ToolOutcome): Promise<void> {
    return (this.#completed = this.#completed.then(() => this.#complete(task, ended)));
  }

  async #complete({ call, turn }: ToolTask, { output, index = turn, outcome }: ToolOutcome): Promise<void> {
    if (this.signal.aborted) return;
    const { steps, tell } = this.scope;
    const step = steps.ofToolCall(call.id);
    const { id, name } = call;
    const args = JSON.stringify(call.args);
    const data: RunStepCompletedEvent = {
      result: {
        id: step?.id ?? '',
        index,
        type: 'tool_call',
        tool_call: { args, name, id, output, progress: 1, ...(outcome !== undefined && { outcome }) },
        completed_at: Date.now(),
      },
    };
    await tell(GraphEvents.ON_RUN_STEP_COMPLETED, data, this.metadata);
    if (step !== undefined) await steps.close(step, 'completed', this.metadata);
  }
}

/** The calls that an AI message asks for, those with unreadable arguments last. */
export function toolCallsOf(message: BaseMessage | undefined): {
  valid: readonly ToolCall[];
  malformed: readonly ToolCall[];
} {
  const { tool_calls = [], invalid_tool_calls = [] } = (message ?? {}) as Calling;
  return {
    valid: tool_calls.map(({ id = '', name, args }) => ({ id, name, args })),
    malformed: invalid_tool_calls.map(({ id = '', name = '' }) => ({ id, name, args: {} })),
  };
}

/** The tool fields of an AI message. */
interface Calling {
  readonly tool_calls?: readonly { readonly id?: string; readonly name: string; readonly args: ToolCall['args'] }[];
  readonly invalid_tool_calls?: readonly { readonly id?: string; readonly name?: string }[];
}
