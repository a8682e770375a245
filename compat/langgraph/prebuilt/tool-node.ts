/** The node that runs the tools a model asks for. */
import { ToolMessage, type BaseMessage } from '@langchain/core/messages';
import type { InvalidToolCall, ToolCall } from '@langchain/core/messages/tool';
import type { RunnableToolLike } from '@langchain/core/runnables';
import type { DynamicTool, StructuredToolInterface } from '@langchain/core/tools';
import { isCommand, type Command } from '../command.ts';
import { isGraphInterrupt } from '../errors/index.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import { RunnableCallable } from '../runnable-callable.ts';
import { joinOutputs } from './join-outputs.ts';
import { isMessage, isTool } from './message-kind.ts';
import { pendingCalls } from './pending-calls.ts';
import { refusalOf } from './repair-tool-calls.ts';

/* oxlint-disable typescript/no-explicit-any -- as published: the node gives back the form that it was given */

type AnyTool = StructuredToolInterface | DynamicTool | RunnableToolLike;

export type ToolNodeOptions = {
  name?: string;
  tags?: string[];
  /** Whether a failure becomes the answer to the call instead of failing the node. Default `true`. */
  handleToolErrors?: boolean;
  /**
   * What becomes of calls that are not as they should be. `true`: those that could not be read (`invalid_tool_calls`) are
   * answered with an error, so that the model can try again. Left out: only where the message has no other calls, as models
   * are not told of such a call beside others unless their caller sees to it. `false`: as in LangGraph, where nothing answers
   * them, where a result answers later calls of the same id too, and where what is thrown and is no error has no text.
   */
  repairToolCalls?: boolean;
};

let answersUnread: (node: ToolNode) => boolean;

/** Whether a node answers calls that could not be read. One of another copy of the library, or with a `run` of its own, may not. */
export function answersUnreadCalls(node: unknown): boolean {
  return node instanceof ToolNode && answersUnread(node);
}

/**
 * Runs the tools that the last answer of a model asks for, all at once, except those that are answered already. Takes a list
 * of messages, a state with `messages`, or a packet with one call as `lg_tool_call`, and answers in the same form with a
 * `ToolMessage` for each call; tools may return one themselves, or a `Command`.
 *
 * A tool gets the run's config as its second argument, with `state`, `toolCallId`, `context`, `store` and `writer`.
 *
 * @example
 * import { AIMessage } from '@langchain/core/messages';
 * const node = new ToolNode([search]);
 * const call = { name: 'search', args: { query: 'weather' }, id: '1', type: 'tool_call' as const };
 * await node.invoke({ messages: [new AIMessage({ content: '', tool_calls: [call] })] });
 */
export class ToolNode<T = any> extends RunnableCallable<T, T> {
  static {
    answersUnread = (node: ToolNode): boolean => node.#repair !== false && node.run === ToolNode.prototype.run;
  }

  tools: AnyTool[];
  handleToolErrors: boolean;
  override trace: boolean = false;
  readonly #repair: boolean | undefined;

  constructor(tools: AnyTool[], options?: ToolNodeOptions) {
    const { name, tags, handleToolErrors, repairToolCalls } = options ?? {};
    super({ name, tags, func: (input: unknown, config: LangGraphRunnableConfig) => this.run(input, config) });
    this.tools = tools;
    this.handleToolErrors = handleToolErrors ?? true;
    this.#repair = repairToolCalls;
  }

  protected async runTool(
    call: ToolCall,
    config: LangGraphRunnableConfig,
    state: unknown,
  ): Promise<ToolMessage | Command> {
    try {
      const tool = this.tools.find(({ name }) => name === call.name);
      if (tool === undefined) throw new Error(`Tool "${call.name}" not found.`);
      const runtime = toolRuntime(call, config, state);
      const output: unknown = await (tool as StructuredToolInterface).invoke({ ...call, type: 'tool_call' }, runtime);
      if (isAnswer(output)) return output;
      const content = typeof output === 'string' ? output : JSON.stringify(output);
      return new ToolMessage({ status: 'success', name: tool.name, content, tool_call_id: call.id as string });
    } catch (error) {
      if (!this.handleToolErrors || isGraphInterrupt(error)) throw error;
      return new ToolMessage({
        status: 'error',
        content: `Error: ${this.#textOf(error)}\n Please fix your mistakes.`,
        name: call.name,
        tool_call_id: call.id ?? '',
      });
    }
  }

  protected async run(input: unknown, config: LangGraphRunnableConfig): Promise<T> {
    const outputs = isPacket(input) ? await this.#runSent(input, config) : await this.#runLast(input, config);
    return joinOutputs(outputs, Array.isArray(input)) as T;
  }

  async #runSent({ lg_tool_call: call, ...state }: Packet, config: LangGraphRunnableConfig): Promise<Output[]> {
    if (!isUnread(call)) return [await this.runTool(call, config, state)];
    return this.#repair === false ? [] : [refusalOf(call)];
  }

  async #runLast(input: unknown, config: LangGraphRunnableConfig): Promise<Output[]> {
    const { message, calls, invalid } = pendingCalls(messagesOf(input), this.#repair === false);
    if (message === undefined) throw new Error('ToolNode only accepts AIMessages as input.');
    const outputs = await Promise.all(calls.map((call) => this.runTool(call, config, input)));
    const answersInvalid = this.#repair ?? !message.tool_calls?.length;
    return answersInvalid ? [...outputs, ...invalid.map(refusalOf)] : outputs;
  }

  #textOf(error: unknown): string {
    if (this.#repair !== false && !hasText(error)) return String(error);
    return String((error as Error).message);
  }
}

type Output = ToolMessage | Command;
type Packet = { readonly lg_tool_call: ToolCall | InvalidToolCall };

function isUnread(call: ToolCall | InvalidToolCall): call is InvalidToolCall {
  return call.type === 'invalid_tool_call';
}

function isPacket(input: unknown): input is Packet {
  return typeof input === 'object' && input !== null && 'lg_tool_call' in input;
}

function messagesOf(input: unknown): BaseMessage[] {
  if (isMessages(input)) return input;
  if (typeof input === 'object' && input !== null && 'messages' in input && isMessages(input.messages))
    return input.messages;
  throw new Error('ToolNode only accepts BaseMessage[] or { messages: BaseMessage[] } as input.');
}

const isMessages = (value: unknown): value is BaseMessage[] => Array.isArray(value) && value.every(isMessage);

function hasText(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'message' in error;
}

function isAnswer(output: unknown): output is Output {
  return isTool(output) || isCommand(output);
}

function toolRuntime(call: ToolCall, config: LangGraphRunnableConfig, state: unknown): object {
  return {
    ...config,
    state,
    toolCallId: call.id ?? '',
    config,
    context: config.context,
    store: config.store ?? null,
    writer: config.writer ?? (config.configurable?.writer as unknown) ?? null,
  };
}
