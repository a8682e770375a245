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
    const checked = answers.check(results);
    for (const result of checked) await answers.complete(result);
    return {
      messages: checked.map((result) => answers.messageOf(result)),
      injected: checked.flatMap(({ injectedMessages }) => injectedMessages ?? []),
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
    // a handler that throws is not waited for any more, whatever it does with the batch afterwards
    this.#answer.promise.catch(() => {});
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
      onResult: (result) => this.#report(result),
    };
  }

  /** From now on reports come too late and are ignored. */
  close(): void {
    this.#open = false;
  }

  /**
   * The results of a batch, one per call: of several for one call the first counts.
   *
   * @throws ToolExecutionError `TOOL_RESULT_INVALID` for what is no list of results for these calls
   */
  check(results: unknown): ToolExecuteResult[] {
    if (!Array.isArray(results)) {
      throw invalidResult(`resolved its batch with ${typeof results}: pass an array with one result per call`);
    }
    const byCall = new Map<string, ToolExecuteResult>();
    for (const result of results) {
      checkResult(result);
      const { call } = this.#taskOf(result);
      if (!byCall.has(call.id)) byCall.set(call.id, result);
    }
    return [...byCall.values()];
  }

  /** Completes a call unless it was completed before. */
  complete(result: ToolExecuteResult): Promise<void> {
    const { toolCallId, outcome } = result;
    let completion = this.#completions.get(toolCallId);
    if (completion === undefined) {
      completion = this.#batch.complete(this.#taskOf(result), { output: contentOf(result), outcome });
      this.#completions.set(toolCallId, completion);
    }
    return completion;
  }

  /** An early result. What is wrong with it ends the batch, not the handler that reports it. */
  #report(result: ToolExecuteResult): void {
    if (!this.#open) return;
    try {
      checkResult(result);
      void this.complete(result);
    } catch (error) {
      this.#answer.reject(error);
    }
  }

  messageOf(result: ToolExecuteResult): ToolMessage {
    const { call } = this.#taskOf(result);
    const { status, artifact } = result;
    return toolMessage({ toolCallId: call.id, name: call.name, status, content: contentOf(result), artifact });
  }

  #taskOf({ toolCallId }: ToolExecuteResult): ToolTask {
    const task = this.#tasks.get(toolCallId);
    if (task !== undefined) return task;
    const known = [...this.#tasks.keys()].join(', ');
    throw invalidResult(`gave a result with the toolCallId ${JSON.stringify(toolCallId)}; its batch has ${known}`);
  }
}

function checkResult(result: unknown): asserts result is ToolExecuteResult {
  if (typeof result !== 'object' || result === null) {
    throw invalidResult(`gave ${String(result)} as a result: pass { toolCallId, status, content }`);
  }
  const { toolCallId, injectedMessages } = result as Partial<ToolExecuteResult>;
  if (injectedMessages === undefined || injectedMessages === null) return;
  const areMessages = Array.isArray(injectedMessages) && injectedMessages.every((message) => Boolean(message?.role));
  if (!areMessages) throw invalidResult(`injected something else than { role, content } after the call ${toolCallId}`);
}

/** Content as the model gets it: text as it is, anything else as JSON, an error with its message. */
function contentOf({ toolCallId, status, content, errorMessage }: ToolExecuteResult): string {
  if (status === 'error' && errorMessage !== undefined) return errorText(errorMessage);
  const text = typeof content === 'string' ? content : jsonOf(content, toolCallId);
  return status === 'error' ? errorText(text === '' ? 'the tool failed' : text) : text;
}

function jsonOf(content: unknown, toolCallId: string): string {
  try {
    return JSON.stringify(content) ?? '';
  } catch (cause) {
    throw invalidResult(`gave content that is no JSON for the call ${toolCallId}`, cause);
  }
}

function invalidResult(problem: string, cause?: unknown): ToolExecutionError {
  const message = `a handler of "${GraphEvents.ON_TOOL_EXECUTE}" ${problem}`;
  return new ToolExecutionError('TOOL_RESULT_INVALID', message, { cause });
}
