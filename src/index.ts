/**
 * `moss-agent-runtime`: the agent runtime.
 *
 * The engine alone is `moss-agent-runtime/engine`; model clients are `moss-agent-runtime/llm` and one subpath per provider;
 * what tests need is `moss-agent-runtime/testing`.
 */

// A run, its graph, its events
export { AgentRuntime, EventHandlerRegistry, ExecutionGraph } from './runtime/index.ts';
export type { EventHandler, EventMetadata, EventObserver, RunGraph } from './runtime/index.ts';

// What a host passes in
export type {
  AgentInputs,
  AgentsGraphConfig,
  ClientOptions,
  LLMGraphConfig,
  RunConfig,
  RunInputs,
  RunStreamConfig,
  RunStreamOptions,
  ToolCallbacks,
} from './runtime/index.ts';

// Tools
export { defineTool } from './runtime/index.ts';
export type { AgentTool, ToolSchema, ToolSpecification } from './runtime/index.ts';

// Nodes of one's own
export type {
  AddedNode,
  ExecutionNodeFunction,
  ExecutionNodes,
  ExecutionState,
  ExecutionUpdate,
  RunScope,
} from './runtime/index.ts';

// A chat model of LangChain as a model client
export { chatModelClient, type ChatModelClientOptions } from './langchain/index.ts';

// Literals of the event protocol
export { Callback, ContentTypes, GraphEvents, StepTypes } from './runtime/index.ts';
export { Providers } from './llm/index.ts';
export type { GraphEvent } from './runtime/index.ts';
export type { Provider } from './llm/index.ts';

// Data of the event protocol
export type {
  AgentLog,
  ContentPart,
  InjectedMessage,
  MessageDeltaEvent,
  RunStep,
  RunStepClosedEvent,
  RunStepCompletedEvent,
  RunStepDeltaEvent,
  ToolCallChunk,
  ToolCallRequest,
  ToolExecuteBatchRequest,
  ToolExecuteResult,
} from './runtime/index.ts';

// Errors
export {
  type ErrorCode,
  GraphRecursionError,
  InvalidConfigError,
  LLMError,
  MossError,
  type MossErrorOptions,
  OutputTruncationError,
  ToolExecutionError,
} from './base/index.ts';
