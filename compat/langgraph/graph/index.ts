/** Builders of graphs and what they compile to. */
export { CompiledGraph, type CompiledGraphType } from './compiled-graph.ts';
export { CompiledStateGraph } from './compiled-state-graph.ts';
export type { ConditionalEdgeRouter, ConditionalEdgeRouterTypes } from './conditional-edge-router.ts';
export { Graph } from './graph.ts';
export type { GraphNode, GraphNodeReturnValue, GraphNodeTypes } from './graph-node.ts';
export type { InferInterruptInputType, InferInterruptResumeType, InferWriterType } from './interrupt-inference.ts';
export { MessageGraph } from './message-graph.ts';
export type {
  AddNodeOptions,
  NodeErrorHandler,
  NodePolicyOptions,
  NodeSpec,
  StateGraphAddNodeOptions,
  StateGraphNodeSpec,
} from './node-spec.ts';
export type { ExtractStateType, ExtractUpdateType, ToStateDefinition } from './schema-inference.ts';
export { StateGraph } from './state-graph.ts';
export type {
  StateGraphArgs,
  StateGraphArgsWithInputOutputSchemas,
  StateGraphArgsWithStateSchema,
} from './state-graph-args.ts';
export type { ContextSchemaInit, StateDefinitionInit, StateGraphInit, StateGraphOptions } from './state-graph-init.ts';
