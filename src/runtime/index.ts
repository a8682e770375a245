export type * from './agent-inputs.ts';
export { AgentRuntime } from './agent-runtime.ts';
export { defineTool, type ToolSpecification } from './define-tool.ts';
export {
  type EventHandler,
  EventHandlerRegistry,
  type EventMetadata,
  type EventObserver,
} from './event-handler-registry.ts';
export { ExecutionGraph } from './execution-graph.ts';
export type {
  AddedNode,
  ExecutionNodeFunction,
  ExecutionNodes,
  ExecutionState,
  ExecutionUpdate,
} from './execution-node.ts';
export { Callback, ContentTypes, type GraphEvent, GraphEvents, StepTypes } from './graph-events.ts';
export type * from './run-config.ts';
export type { RunGraph, ToolCallbacks } from './run-graph.ts';
export type { AgentLog, RunScope } from './run-scope.ts';
export type * from './run-step.ts';
