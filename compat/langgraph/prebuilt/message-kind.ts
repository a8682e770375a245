/** Tells messages by their type, whichever copy of LangChain made them. */
import type { AIMessage, BaseMessage, ToolMessage } from '@langchain/core/messages';

export function isAi(message: unknown): message is AIMessage {
  return kindOf(message) === 'ai';
}

export function isTool(message: unknown): message is ToolMessage {
  return kindOf(message) === 'tool';
}

export function isMessage(value: unknown): value is BaseMessage {
  return typeof (value as { _getType?: unknown } | null | undefined)?._getType === 'function';
}

function kindOf(message: unknown): string | undefined {
  return isMessage(message) ? message._getType() : undefined;
}
