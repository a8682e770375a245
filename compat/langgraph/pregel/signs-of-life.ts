/** Notices that something runs: for nodes that may not be idle for too long. */
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';

const EVENTS = [
  'handleLLMStart', 'handleChatModelStart', 'handleLLMNewToken', 'handleLLMEnd', 'handleLLMError', 'handleChainStart',
  'handleChainEnd', 'handleChainError', 'handleToolStart', 'handleToolEnd', 'handleToolError', 'handleText',
  'handleRetrieverStart', 'handleRetrieverEnd', 'handleRetrieverError', 'handleCustomEvent',
] as const; // prettier-ignore

/** @returns a callback handler that calls `notice` whenever what it is given to does anything */
export function signsOfLife(notice: () => void): BaseCallbackHandler {
  const handler = BaseCallbackHandler.fromMethods(Object.fromEntries(EVENTS.map((event) => [event, notice])));
  handler.awaitHandlers = false;
  return handler;
}
