/** The older way to run tools, by name and input. */
import { RunnableBinding, RunnableLambda, type RunnableConfig, type RunnableToolLike } from '@langchain/core/runnables';
import type { StructuredToolInterface } from '@langchain/core/tools';

/* oxlint-disable typescript/no-explicit-any -- as published: tools take and give whatever they do */

const INVALID_TOOL_MSG_TEMPLATE = '{requestedToolName} is not a valid tool, try one of {availableToolNamesString}.';

/** @deprecated Use `ToolNode`. */
export interface ToolExecutorArgs {
  tools: Array<StructuredToolInterface | RunnableToolLike>;
  /**
   * The answer where there is no such tool.
   *
   * @default "{requestedToolName} is not a valid tool, try one of {availableToolNamesString}."
   */
  invalidToolMsgTemplate?: string;
}

export interface ToolInvocationInterface {
  tool: string;
  toolInput: string;
}

type ToolExecutorInputType = any;
type ToolExecutorOutputType = any;

/**
 * @deprecated Use `ToolNode`.
 * @example
 * const executor = new ToolExecutor({ tools: [search] });
 * await executor.invoke({ tool: 'search', toolInput: 'weather' });
 */
export class ToolExecutor extends RunnableBinding<ToolExecutorInputType, ToolExecutorOutputType> {
  lc_graph_name = 'ToolExecutor';
  tools: Array<StructuredToolInterface | RunnableToolLike>;
  toolMap: Record<string, StructuredToolInterface | RunnableToolLike>;
  invalidToolMsgTemplate: string;

  constructor(fields: ToolExecutorArgs) {
    const bound = RunnableLambda.from(async (input: ToolInvocationInterface, config?: RunnableConfig) =>
      this._execute(input, config),
    );
    super({ bound, config: {} });
    this.tools = fields.tools;
    // A field that is there without a value counts as given, as it does in the original.
    this.invalidToolMsgTemplate =
      'invalidToolMsgTemplate' in fields ? (fields.invalidToolMsgTemplate as string) : INVALID_TOOL_MSG_TEMPLATE;
    this.toolMap = Object.fromEntries(this.tools.map((tool) => [tool.name, tool]));
  }

  /** @returns what the tool returns, or the text for unknown tools */
  async _execute(toolInvocation: ToolInvocationInterface, config?: RunnableConfig): Promise<ToolExecutorOutputType> {
    const { tool: name, toolInput } = toolInvocation;
    const tool = Object.hasOwn(this.toolMap, name) ? this.toolMap[name] : undefined;
    if (tool !== undefined) return tool.invoke(toolInput, config);
    return this.invalidToolMsgTemplate
      .replace('{requestedToolName}', name)
      .replace('{availableToolNamesString}', Object.keys(this.toolMap).join(', '));
  }
}
