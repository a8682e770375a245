/** Feeds mode `tools`: when tools start, what they yield meanwhile, and how they end. */
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { TAG_HIDDEN } from '../reserved-names.ts';

interface ToolEventOf<Event extends string> {
  event: Event;
  toolCallId: string | undefined;
  name: string;
}

/** What happened to a call of a tool. */
export type ToolEvent =
  | (ToolEventOf<'on_tool_start'> & { input: unknown })
  | (ToolEventOf<'on_tool_event'> & { data: unknown })
  | (ToolEventOf<'on_tool_end'> & { output: unknown })
  | (ToolEventOf<'on_tool_error'> & { error: unknown });

/** Takes the chunks of mode `tools`. */
export type PushToolEvent = (chunk: [namespace: string[], mode: 'tools', payload: ToolEvent]) => void;

interface ToolRun {
  readonly namespace: string[];
  readonly toolCallId: string | undefined;
  readonly name: string;
}

export class StreamToolsHandler extends BaseCallbackHandler {
  readonly name = 'StreamToolsHandler';

  readonly #push: PushToolEvent;
  readonly #runs = new Map<string, ToolRun>();

  constructor(push: PushToolEvent) {
    super();
    this.#push = push;
    // The end of a tool is told before the node goes on with its answer.
    this.awaitHandlers = true;
  }

  // oxlint-disable-next-line max-params -- Core's signature.
  override handleToolStart(
    _tool: unknown,
    input: string,
    runId: string,
    _parentRunId?: string,
    tags?: string[],
    metadata?: Record<string, unknown>,
    name?: string,
    toolCallId?: string,
  ): void {
    if (metadata === undefined || metadata === null || tags?.includes(TAG_HIDDEN) === true) return;
    const at = metadata['langgraph_checkpoint_ns'];
    const namespace = typeof at === 'string' ? at.split('|') : [];
    const run = { namespace, toolCallId, name: name ?? 'unknown' };
    this.#runs.set(runId, run);
    this.#push([namespace, 'tools', { event: 'on_tool_start', toolCallId, name: run.name, input }]);
  }

  override handleToolEvent(chunk: unknown, runId: string): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    const { namespace, toolCallId, name } = run;
    this.#push([namespace, 'tools', { event: 'on_tool_event', toolCallId, name, data: chunk }]);
  }

  override handleToolEnd(output: unknown, runId: string): void {
    const run = this.#take(runId);
    if (run === undefined) return;
    const { namespace, toolCallId, name } = run;
    this.#push([namespace, 'tools', { event: 'on_tool_end', toolCallId, name, output }]);
  }

  override handleToolError(error: unknown, runId: string): void {
    const run = this.#take(runId);
    if (run === undefined) return;
    const { namespace, toolCallId, name } = run;
    this.#push([namespace, 'tools', { event: 'on_tool_error', toolCallId, name, error }]);
  }

  #take(runId: string): ToolRun | undefined {
    const run = this.#runs.get(runId);
    this.#runs.delete(runId);
    return run;
  }
}
