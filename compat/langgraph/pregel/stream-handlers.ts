/** The callback handlers that feed modes `messages` and `tools`. */
import type { CallbackHandlerMethods } from '@langchain/core/callbacks/base';
import { StreamMessagesHandler } from '../stream/messages-handler.ts';
import { StreamProtocolMessagesHandler } from '../stream/protocol-messages-handler.ts';
import { StreamToolsHandler } from '../stream/tools-handler.ts';
import type { RunStream, StreamChunk } from './run-stream.ts';

export function handlersFor(stream: RunStream): CallbackHandlerMethods[] {
  const handlers: CallbackHandlerMethods[] = [];
  const push = (chunk: StreamChunk): void => stream.push(chunk);
  if (stream.modes.has('messages'))
    handlers.push(stream.typed ? new StreamProtocolMessagesHandler(push) : new StreamMessagesHandler(push));
  if (stream.modes.has('tools')) handlers.push(new StreamToolsHandler(push));
  return handlers;
}
