/** Runs tools of this process, as many at once as the run allows. */
import { randomUuid } from '../base/index.ts';
import { invokeTool, type ToolInvocationConfig, type ToolMessage } from '../langchain/index.ts';
import { GraphEvents } from './graph-events.ts';
import { errorMessage, outputText, type ToolBatch, type ToolTask } from './tool-batch.ts';
import type { AgentTool } from './agent-inputs.ts';

/**
 * Runs the calls, at most `toolConcurrency` at once.
 *
 * Emits per call `on_tool_start`, `on_tool_end`, `on_run_step_completed`, `on_run_step_closed`; a tool that throws has no
 * `on_tool_end`, its error goes to the model.
 *
 * @returns one message per call, in their order
 * @throws whatever a handler throws, and `AbortError`
 */
export async function runLocalTools(batch: ToolBatch, tasks: readonly ToolTask[]): Promise<ToolMessage[]> {
  const { toolQueue } = batch.scope;
  return Promise.all(tasks.map((task) => toolQueue.add(() => runLocalTool(batch, task), { signal: batch.signal })));
}

async function runLocalTool(batch: ToolBatch, task: ToolTask): Promise<ToolMessage> {
  const tool = batch.scope.agent.tools.get(task.call.name);
  if (tool === undefined) return fail(batch, task, `Tool "${task.call.name}" not found.`);
  const invocation = new ToolInvocation(batch, task, tool);
  await invocation.start();
  // handlers may have taken their time: a run that is over starts no tool
  batch.throwIfAborted();
  let message: ToolMessage;
  try {
    message = await invocation.run();
  } catch (error) {
    batch.throwIfAborted();
    await invocation.failed(error);
    return fail(batch, task, messageOf(error));
  }
  batch.throwIfAborted();
  await invocation.ended(message);
  await batch.complete(task, { output: outputText(message.content) });
  return message;
}

/** One call of one tool, as events and callbacks know it. */
class ToolInvocation {
  readonly #batch: ToolBatch;
  readonly #task: ToolTask;
  readonly #tool: AgentTool;
  readonly #input: string;
  /** Identifies the call towards callbacks. */
  readonly #runId = randomUuid();

  constructor(batch: ToolBatch, task: ToolTask, tool: AgentTool) {
    this.#batch = batch;
    this.#task = task;
    this.#tool = tool;
    this.#input = JSON.stringify(task.call.args);
  }

  /** Run id, parent run id and tags, as LangChain's callbacks get them. */
  get #ids(): [string, string, string[]] {
    return [this.#runId, this.#batch.id, []];
  }

  async start(): Promise<void> {
    const { scope, metadata } = this.#batch;
    const { name, id } = this.#task.call;
    const serialized = this.#tool.toJSON?.() ?? { name };
    const called = [serialized, this.#input, ...this.#ids, metadata, name, id];
    await scope.callbacks.handleToolStart?.(scope.graph, ...called);
    this.#batch.throwIfAborted();
    await scope.emit(GraphEvents.TOOL_START, { input: { input: this.#input } }, metadata);
  }

  run(): Promise<ToolMessage> {
    const { configurable, metadata, signal } = this.#batch;
    const { id, name, args } = this.#task.call;
    const config: ToolInvocationConfig = { configurable, metadata, signal, runId: this.#runId };
    return invokeTool(this.#tool, { id, name, args, type: 'tool_call' }, config);
  }

  async ended(message: ToolMessage): Promise<void> {
    const { scope, metadata } = this.#batch;
    await scope.callbacks.handleToolEnd?.(scope.graph, message, ...this.#ids);
    await scope.emit(GraphEvents.TOOL_END, { output: message, input: { input: this.#input } }, metadata);
  }

  async failed(error: unknown): Promise<void> {
    const { scope } = this.#batch;
    await scope.callbacks.handleToolError?.(scope.graph, error, ...this.#ids);
  }
}

/** The protocol puts the place of the step, not the turn, into the completion of a call that failed here. */
async function fail(batch: ToolBatch, task: ToolTask, message: string): Promise<ToolMessage> {
  const index = batch.scope.steps.ofToolCall(task.call.id)?.index;
  const output = `Error processing tool: ${message}`;
  await batch.complete(task, { output, ...(index !== undefined && { index }) });
  return errorMessage(task.call, message);
}

/** Tools may throw anything, also what has no text. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    return 'the tool threw something that is no error';
  }
}
