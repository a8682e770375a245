/** The run's list of steps: opens and closes them, numbers them, and tells the handlers in the order the protocol asks for. */
import { randomId } from '../base/index.ts';
import type { EventMetadata } from './event-handler-registry.ts';
import { GraphEvents } from './graph-events.ts';
import type { RunStep, RunStepClosedEvent, RunStepStatus, StepToolCall } from './run-step.ts';

/** Delivers an event to the handlers; a promise means that the caller must wait. */
export type Emit = (event: string, data: unknown, metadata?: EventMetadata) => void | Promise<void>;

/** Delivers an event whose handler cannot fail the run. */
export type Tell = (event: string, data: unknown, metadata?: EventMetadata) => Promise<void>;

/** What a new step is to be. */
export type NewStep =
  | { readonly type: 'message_creation'; readonly contentType?: 'text' | 'think' }
  | { readonly type: 'tool_calls'; readonly call: StepToolCall };

/** Where a step belongs: its key (one model turn and lane) and the metadata of the node that opens it. */
export interface StepPlace {
  readonly key: string;
  readonly metadata: EventMetadata;
}

/**
 * All steps of one run.
 *
 * Emits `on_run_step` and `on_run_step_closed`. A message step is closed before its successor is announced; every step is
 * closed exactly once, the first close wins.
 */
export class RunSteps {
  /** Steps in the order they were announced. */
  readonly list: RunStep[] = [];
  /** Which step announced a tool call. Hosts fill it when they resume a run. */
  readonly toolCallStepIds = new Map<string, string>();
  readonly #runId: string;
  readonly #emit: Emit;
  readonly #tell: Tell;
  readonly #byKey = new Map<string, RunStep[]>();
  readonly #messageIds = new Map<string, string>();
  readonly #byId = new Map<string, RunStep>();
  #openMessage: RunStep | undefined;

  constructor(runId: string, emit: Emit, tell: Tell) {
    this.#runId = runId;
    this.#emit = emit;
    this.#tell = tell;
  }

  /** The step opened last under a key. */
  latest(key: string): RunStep | undefined {
    return this.#byKey.get(key)?.at(-1);
  }

  /** The step that announced a tool call, if one did. */
  ofToolCall(callId: string): RunStep | undefined {
    const id = this.toolCallStepIds.get(callId);
    return id === undefined ? undefined : this.#byId.get(id);
  }

  /** Uses the provider's own id for messages under a key; the first one counts. */
  proposeMessageId(key: string, id: string): void {
    if (!this.#messageIds.has(key)) this.#messageIds.set(key, id);
  }

  /** Announces a step. Its index is taken at once, so concurrent turns never share one. */
  async open(place: StepPlace, what: NewStep): Promise<RunStep> {
    const siblings = this.#siblings(place.key);
    const step: RunStep = {
      id: `step_${randomId()}`,
      type: what.type,
      index: this.list.length,
      stepIndex: siblings.length,
      runId: this.#runId,
      stepDetails: this.#details(place.key, what),
      usage: null,
      status: 'in_progress',
      created_at: Date.now(),
    };
    siblings.push(step);
    this.list.push(step);
    this.#byId.set(step.id, step);
    if (what.type === 'tool_calls') this.toolCallStepIds.set(what.call.id, step.id);
    const predecessor = this.#openMessage;
    this.#openMessage = step.type === 'message_creation' ? step : undefined;
    if (predecessor !== undefined) await this.close(predecessor, 'completed', place.metadata);
    await this.#emit(GraphEvents.ON_RUN_STEP, step, place.metadata);
    return step;
  }

  /** Ends a step, unless it has ended already. By the host's contract a failing handler of the closing does not fail the run. */
  async close(step: RunStep, status: Exclude<RunStepStatus, 'in_progress'>, metadata?: EventMetadata): Promise<void> {
    if (step.status !== 'in_progress') return;
    const closedAt = Date.now();
    step.status = status;
    step[`${status}_at`] = closedAt;
    const { id, index, type, created_at, runId, stepIndex } = step;
    const data: RunStepClosedEvent = { id, index, type, status, closed_at: closedAt, created_at, runId, stepIndex };
    await this.#tell(GraphEvents.ON_RUN_STEP_CLOSED, data, metadata);
  }

  /** Ends the message step that is still being written, at the end of a model turn. */
  async closeMessage(metadata: EventMetadata): Promise<void> {
    const step = this.#openMessage;
    this.#openMessage = undefined;
    if (step !== undefined) await this.close(step, 'completed', metadata);
  }

  /** Ends whatever is still open when the run ends, all at once. These closings carry no metadata. */
  async closeAll(status: Exclude<RunStepStatus, 'in_progress'>): Promise<void> {
    this.#openMessage = undefined;
    await Promise.all(this.list.map((step) => this.close(step, status)));
  }

  #siblings(key: string): RunStep[] {
    let siblings = this.#byKey.get(key);
    if (siblings === undefined) this.#byKey.set(key, (siblings = []));
    return siblings;
  }

  #details(key: string, what: NewStep): RunStep['stepDetails'] {
    if (what.type === 'tool_calls') return { type: 'tool_calls', tool_calls: [what.call] };
    let messageId = this.#messageIds.get(key);
    if (messageId === undefined) this.#messageIds.set(key, (messageId = `msg_${randomId()}`));
    const { contentType } = what;
    return {
      type: 'message_creation',
      message_creation: { message_id: messageId, ...(contentType && { content_type: contentType }) },
    };
  }
}
