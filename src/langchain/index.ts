export type { BaseMessage, ToolMessage } from '@langchain/core/messages';
export { chatModelClient, type ChatModelClientOptions, clientOf, type GivenModel } from './chat-model-client.ts';
export { messageFromLangChain } from './from-langchain.ts';
export { messageToLangChain } from './request-messages.ts';
export { invokeTool, type ToolInvocation, type ToolInvocationConfig } from './invoke-tool.ts';
export { type AnswerForm, answerMessage } from './answer-message.ts';
export {
  chunkOf,
  humanMessage,
  type MessageLike,
  messagesFrom,
  systemMessage,
  toolMessage,
  type ToolMessageFields,
  withParsableCalls,
} from './to-langchain.ts';
export { storedMessage } from './stored-messages.ts';
export { type DescribedTool, toolDefinitionOf } from './tool-definition.ts';
