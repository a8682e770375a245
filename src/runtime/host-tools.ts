/** Hands tool calls to the host as one `on_tool_execute` batch and turns its results into tool messages. */
import { abortable, ToolExecutionError } from '../base/index.ts';
import { toolMessage, type ToolMessage } from '../langchain/index.ts';
import { GraphEvents } from './graph-events.ts';
import type { InjectedMessage, ToolExecuteBatchRequest, ToolExecuteResult } from './run-step.ts';
import { errorText, type ToolBatch, type ToolTask } from './tool-batch.ts';

/** What came of a batch. A call that the host left out has no message. */
export interface HostAnswers {
  readonly messages: readonly ToolMessage[];
  readonly injected: readonly InjectedMessage[];
}

const NO_LIST = `a handler of "${GraphEvents.ON_TOOL_EXECUTE}" resolved its batch with no list: pass one result per call`;
const NO_ANSWERS: HostAnswers = { messages: [], injected: [] };

/**
 * Has the host run the calls and waits until it has both answered and settled.
 *
 * Emits `on_tool_execute`, then per result `on_run_step_completed` and `on_run_step_closed` in the order of the results.
 *
 * @throws ToolExecutionError `TOOL_HANDLER_MISSING` if no handler is registered, `TOOL_RESULT_INVALID` for an
 *   answer that is no list of results for these calls; whatever the host rejects with or throws; `AbortError`
 */
export async function runHostTools(batch: ToolBatch, tasks: readonly ToolTask[]): Promise<HostAnswers> {
  if (tasks.length === 0) return NO_ANSWERS;
  const { scope, signal } = batch;
  if (!scope.hasHandler(GraphEvents.ON_TOOL_EXECUTE)) {
    const names = tasks.map(({ call }) => call.name).join(', ');
    throw new ToolExecutionError(
      'TOOL_HANDLER_MISSING',
      `nobody runs the tools ${names}: register a handler of "${GraphEvents.ON_TOOL_EXECUTE}" in customHandlers`,
    );
  }
  const answers = new HostBatch(batch, tasks);
  try {
    const handled = scope.emit(GraphEvents.ON_TOOL_EXECUTE, answers.request(), batch.metadata);
    const [results] = await abortable(Promise.all([answers.results, handled]), signal);
    if (!Array.isArray(results)) throw new ToolExecutionError('TOOL_RESULT_INVALID', NO_LIST);
    await answers.completeRest(results);
    return {
      messages: results.map((result) => answers.messageOf(result)),
      injected: results.flatMap(({ injectedMessages = [] }) => injectedMessages),
    };
  } finally {
    answers.close();
  }
}

/** One batch while the host works on it. */
class HostBatch {
  readonly #batch: ToolBatch;
  readonly #tasks: ReadonlyMap<string, ToolTask>;
  readonly #answer = Promise.withResolvers<readonly ToolExecuteResult[]>();
  /** Completions under way or done, by call; those reported early are not repeated. */
  readonly #completions = new Map<string, Promise<void>>();
  #open = true;

  constructor(batch: ToolBatch, tasks: readonly ToolTask[]) {
    this.#batch = batch;
    this.#tasks = new Map(tasks.map((task) => [task.call.id, task]));
  }

  /** What the host resolved the batch with. */
  get results(): Promise<readonly ToolExecuteResult[]> {
    return this.#answer.promise;
  }

  request(): ToolExecuteBatchRequest {
    const { scope, configurable, metadata, signal } = this.#batch;
    const userId = configurable['user_id'];
    return {
      toolCalls: Array.from(this.#tasks.values(), ({ call, turn }) => {
        const stepId = scope.steps.ofToolCall(call.id)?.id;
        return { ...call, ...(stepId !== undefined && { stepId }), turn };
      }),
      userId: typeof userId === 'string' ? userId : undefined,
      agentId: scope.agent.agentId,
      configurable,
      metadata,
      signal,
      resolve: this.#answer.resolve,
      reject: this.#answer.reject,
      onResult: (result) => {
        if (this.#open) void this.#complete(result);
      },
    };
  }

  /** From now on reports come too late and are ignored. */
  close(): void {
    this.#open = false;
  }

  /** Completes, in order, what was not reported early. */
  async completeRest(results: readonly ToolExecuteResult[]): Promise<void> {
    for (const result of results) await this.#complete(result);
  }

  messageOf(result: ToolExecuteResult): ToolMessage {
    const { call } = this.#taskOf(result);
    const { status, artifact } = result;
    return toolMessage({ toolCallId: call.id, name: call.name, status, content: contentOf(result), artifact });
  }

  #complete(result: ToolExecuteResult): Promise<void> {
    const { toolCallId, outcome } = result;
    let completion = this.#completions.get(toolCallId);
    if (completion === undefined) {
      completion = this.#begin(result, outcome);
      // its failure is met by whoever awaits it; until then it must not count as unhandled
      completion.catch(() => {});
      this.#completions.set(toolCallId, completion);
    }
    return completion;
  }

  async #begin(result: ToolExecuteResult, outcome: unknown): Promise<void> {
    await this.#batch.complete(this.#taskOf(result), { output: contentOf(result), outcome });
  }

  #taskOf({ toolCallId }: ToolExecuteResult): ToolTask {
    const task = this.#tasks.get(toolCallId);
    if (task !== undefined) return task;
    throw new ToolExecutionError(
      'TOOL_RESULT_INVALID',
      `a tool result has the toolCallId ${JSON.stringify(toolCallId)}, which the batch does not have (it has ${[...this.#tasks.keys()].join(', ')})`,
    );
  }
}

/** Content as the model gets it: text as it is, anything else as JSON, an error with its message. */
function contentOf({ status, content, errorMessage }: ToolExecuteResult): string {
  if (status === 'error')
    return errorText(errorMessage ?? (typeof content === 'string' ? content : JSON.stringify(content)));
  return typeof content === 'string' ? content : JSON.stringify(content);
}
