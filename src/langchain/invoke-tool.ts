/** Runs one call of an in-process tool and makes a tool message of whatever it returns. */
import { isToolMessage, type ToolMessage } from '@langchain/core/messages';
import { toolMessage } from './to-langchain.ts';

/** A tool call as LangChain's tools take it. */
export interface ToolInvocation {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly type: 'tool_call';
}

/** What a running tool is told of its surroundings, under LangChain's names. */
export interface ToolInvocationConfig {
  readonly configurable: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Aborted with the run. */
  readonly signal: AbortSignal;
  readonly runId: string;
}

/** Anything with an `invoke`. */
export interface InvokableTool {
  invoke(call: never, config?: ToolInvocationConfig): unknown;
}

/**
 * Calls the tool. A message it makes itself is taken as it is; text and content blocks become one, any other value its JSON.
 *
 * @throws whatever the tool throws
 */
export async function invokeTool(
  tool: InvokableTool,
  call: ToolInvocation,
  config: ToolInvocationConfig,
): Promise<ToolMessage> {
  const returned = await tool.invoke(call as never, config);
  if (isMessage(returned)) return returned;
  const content = typeof returned === 'string' || isContent(returned) ? returned : (JSON.stringify(returned) ?? '');
  return toolMessage({ toolCallId: call.id, name: call.name, status: 'success', content });
}

function isMessage(value: unknown): value is ToolMessage {
  return typeof value === 'object' && value !== null && 'getType' in value && isToolMessage(value);
}

/** Content blocks: a list of objects that all name their type. */
function isContent(value: unknown): value is Exclude<ToolMessage['content'], string> {
  return Array.isArray(value) && value.length > 0 && value.every((block) => typeof block?.type === 'string');
}
