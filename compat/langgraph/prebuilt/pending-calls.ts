/** The calls of the last answer of a model that nobody has answered yet. */
import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import type { InvalidToolCall, ToolCall } from '@langchain/core/messages/tool';
import { isAi, isTool } from './message-kind.ts';

interface PendingCalls {
  /** Absent where there is no answer of a model. */
  readonly message: AIMessage | undefined;
  readonly calls: readonly ToolCall[];
  /** Those that could not be read, as {@link unreadCalls}. */
  readonly invalid: readonly InvalidToolCall[];
  /** Whether nothing but results of tools came after the message. */
  readonly isRecent: boolean;
}

/**
 * @param everAnswered whether any result with the id of a call answers it, also one that is older than the call: models that
 *   number their calls anew each time never get an answer then
 */
export function pendingCalls(messages: readonly BaseMessage[], everAnswered = false): PendingCalls {
  const place = messages.findLastIndex(isAi);
  const message = messages[place] as AIMessage | undefined;
  if (message === undefined) return { message, calls: [], invalid: [], isRecent: false };
  if (place === messages.length - 1 && !everAnswered)
    return { message, calls: message.tool_calls ?? [], invalid: unreadCalls(message), isRecent: true };
  const after = messages.slice(place + 1);
  const results = (everAnswered ? messages : after).filter(isTool);
  const answered = new Set(results.map((result) => result.tool_call_id));
  const isOpen = ({ id }: { id?: string | undefined }) => id === undefined || id === null || !answered.has(id);
  return {
    message,
    calls: message.tool_calls?.filter(isOpen) ?? [],
    invalid: unreadCalls(message).filter(isOpen),
    isRecent: after.every(isTool),
  };
}

/**
 * The calls of a message that could not be read. Those that name no tool are not for us to answer: what providers stream of
 * tools that run at their own end is put among them.
 */
export function unreadCalls({ invalid_tool_calls: invalid }: AIMessage): readonly InvalidToolCall[] {
  return invalid === undefined || invalid.length === 0 ? NONE : invalid.filter(({ name }) => Boolean(name));
}

const NONE: readonly InvalidToolCall[] = [];
