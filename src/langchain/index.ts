export type { BaseMessage, ToolMessage } from '@langchain/core/messages';
export { messageFromLangChain } from './from-langchain.ts';
export { invokeTool, type ToolInvocation, type ToolInvocationConfig } from './invoke-tool.ts';
export {
  type AnswerForm,
  answerMessage,
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
