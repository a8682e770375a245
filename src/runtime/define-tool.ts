/** Tools without LangChain. */
import type { ToolInvocation, ToolInvocationConfig } from '../langchain/index.ts';
import type { AgentTool } from './agent-inputs.ts';

/** What a tool is, for {@link defineTool}. */
export interface ToolSpecification<Args> {
  /** Unique among the tools of an agent; what the model calls it by. */
  readonly name: string;
  /** Tells the model when to use it. */
  readonly description: string;
  /** JSON Schema of the arguments, an object schema. The arguments are not checked against it. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /**
   * Runs one call. Text is the tool's output as it is, any other value its JSON.
   * What it throws becomes an error message to the model, which may try again.
   */
  execute(args: Args, call: { readonly signal: AbortSignal; readonly toolCallId: string }): unknown;
}

/**
 * Makes a tool that `AgentRuntime` runs in this process.
 *
 * @param specification what the model is told of it, and what it does
 * @example
 * const weather = defineTool<{ city: string }>({
 *   name: 'weather',
 *   description: 'Tells the weather of a city.',
 *   parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
 *   execute: ({ city }) => `sunny in ${city}`,
 * });
 */
export function defineTool<Args extends object = Record<string, unknown>>(
  specification: ToolSpecification<Args>,
): AgentTool {
  const { name, description, parameters } = specification;
  return {
    name,
    description,
    schema: parameters,
    invoke: ({ args, id }: ToolInvocation, config: ToolInvocationConfig) =>
      specification.execute(args as Args, { signal: config.signal, toolCallId: id }),
  };
}
