/** What is done for calls of a model that are not as they should be, so that it hears of it and can try again. */
import { AIMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import type { InvalidToolCall, ToolCall } from '@langchain/core/messages/tool';
import { randomUuid } from '../../../src/base/index.ts';
import { isAi, isTool } from './message-kind.ts';

/** The answer to a call whose arguments could not be read. */
export function refusalOf({ name, args, error, id }: InvalidToolCall): ToolMessage {
  const reason = error || 'they are malformed';
  return new ToolMessage({
    status: 'error',
    content: `Error: The arguments of "${name}" could not be read: ${reason}. They were: ${args}\n Please fix your mistakes.`,
    name,
    tool_call_id: id ?? '',
  });
}

/** Gives every call of a message that names a tool an id of its own, as nothing else tells which result answers which call. */
export function completeCallIds(message: AIMessage): void {
  const calls = message.tool_calls ?? [];
  const invalid = message.invalid_tool_calls ?? [];
  if (calls.length + invalid.length === 0) return;
  const seen = new Set<string>();
  const completed = <Call extends ToolCall | InvalidToolCall>(call: Call): Call => {
    if (!call.name) return call;
    const isFine = Boolean(call.id) && !seen.has(call.id as string);
    const id = isFine ? (call.id as string) : `call_${randomUuid()}`;
    seen.add(id);
    return isFine ? call : { ...call, id };
  };
  keep(message, 'tool_calls', calls, calls.map(completed));
  keep(message, 'invalid_tool_calls', invalid, invalid.map(completed));
}

function keep<Key extends 'tool_calls' | 'invalid_tool_calls'>(
  message: AIMessage,
  key: Key,
  before: readonly object[],
  after: NonNullable<AIMessage[Key]>,
): void {
  if (after.every((call, place) => call === before[place])) return;
  message[key] = after;
  message.lc_kwargs[key] = after;
}

/**
 * Messages as a model is to see them: a call that was refused stands among the calls of its message, as providers take no
 * result without its call. What it looked like is in the result. The messages themselves are left as they are.
 */
export function withRefusedCalls(messages: BaseMessage[]): BaseMessage[] {
  if (!Array.isArray(messages) || !messages.some(hasInvalidCalls)) return messages;
  const answered = new Set(messages.filter(isTool).map((result) => result.tool_call_id));
  return messages.map((message) => {
    if (!hasInvalidCalls(message)) return message;
    const listed = new Set(message.tool_calls?.map(({ id }) => id));
    const refused = message.invalid_tool_calls.filter(({ id }) => id && answered.has(id) && !listed.has(id));
    if (refused.length === 0) return message;
    const calls = refused.map(({ id, name = '' }): ToolCall => ({
      type: 'tool_call',
      id: id as string,
      name,
      args: {},
    }));
    const { id, name, content, additional_kwargs, response_metadata, usage_metadata } = message;
    return new AIMessage({
      content,
      additional_kwargs,
      response_metadata,
      tool_calls: [...(message.tool_calls ?? []), ...calls],
      ...(id !== undefined && { id }),
      ...(name !== undefined && { name }),
      ...(usage_metadata !== undefined && { usage_metadata }),
    });
  });
}

type WithInvalidCalls = AIMessage & { readonly invalid_tool_calls: InvalidToolCall[] };

function hasInvalidCalls(message: BaseMessage): message is WithInvalidCalls {
  const calls = (message as Partial<AIMessage>).invalid_tool_calls;
  return calls !== undefined && calls.length > 0 && isAi(message);
}
