/** Model providers behind one port. No SDK is loaded before a client of its provider is made. */

// The port.
export type * from './llm-client.ts';
export type * from './llm-event.ts';
export { Providers, type Provider } from './providers.ts';

// What the port carries.
export type {
  AssistantMessage,
  AssistantPart,
  ContentPart,
  Extra,
  FilePart,
  ImagePart,
  Message,
  ProviderPart,
  ReasoningPart,
  SystemMessage,
  TextPart,
  ToolCallPart,
  ToolMessage,
  Usage,
  UserMessage,
} from '../base/index.ts';

// Clients by the provider's name.
export { createLLMClient, type LLMClientOptions } from './registry.ts';

// Calls over the port.
export { complete, type Completion } from './complete.ts';
export { withFallbacks } from './with-fallbacks.ts';
export { type AnswerSchema, type StructuredClient, withSchema } from './with-schema.ts';
export { tokenCounter, type TokenCounter, type TokenEncoding } from './token-counter.ts';
export { repairHistory } from './repair-history.ts';

// For those who implement the port.
export { AnswerAssembler, type ReasoningFragment } from './answer-assembler.ts';
export { type AnswerReader, streamCall, type WireCall } from './call-stream.ts';
export { checkRequest } from './check-request.ts';
export { eventReader } from './event-reader.ts';
export { ToolCallAssembler, type ToolCallFragment } from './tool-call-assembler.ts';
