/**
 * `moss-agent-runtime/langgraph/web`: the names of `@langchain/langgraph` without any effect on import. Where the platform has
 * AsyncLocalStorage, `moss-agent-runtime/langgraph` lets nodes find their config without it being passed on.
 */

// describe a graph
export {
  CompiledStateGraph,
  Graph,
  MessageGraph,
  StateGraph,
  type AddNodeOptions,
  type CompiledGraph,
  type CompiledGraphType,
  type ConditionalEdgeRouter,
  type ConditionalEdgeRouterTypes,
  type ContextSchemaInit,
  type ExtractStateType,
  type ExtractUpdateType,
  type GraphNode,
  type GraphNodeReturnValue,
  type GraphNodeTypes,
  type InferInterruptInputType,
  type InferInterruptResumeType,
  type InferWriterType,
  type NodePolicyOptions,
  type NodeSpec,
  type StateDefinitionInit,
  type StateGraphAddNodeOptions,
  type StateGraphArgs,
  type StateGraphArgsWithInputOutputSchemas,
  type StateGraphArgsWithStateSchema,
  type StateGraphInit,
  type StateGraphNodeSpec,
  type StateGraphOptions,
  type ToStateDefinition,
} from './graph/index.ts';
export { COMMAND_SYMBOL, END, INTERRUPT, START } from './reserved-names.ts';
export { Command, CommandInstance, isCommand, type CommandParams } from './command.ts';
export { Send, type SendOptions } from './send.ts';
export { Overwrite, type OverwriteValue } from './overwrite.ts';
export { entrypoint, getPreviousState, type EntrypointOptions } from './func/entrypoint.ts';
export { task, type TaskOptions } from './func/task.ts';

// its state
export * from './state/public.ts';
export {
  MessagesAnnotation,
  MessagesDeltaValue,
  MessagesValue,
  MessagesZodMeta,
  MessagesZodState,
  REMOVE_ALL_MESSAGES,
  messagesStateReducer as addMessages,
  messagesDeltaReducer,
  messagesStateReducer,
  pushMessage,
  type Messages,
} from './messages/index.ts';
export {
  BaseChannel,
  BinaryOperatorAggregate,
  DeltaChannel,
  UntrackedValueChannel,
  type AnyValue,
  type BinaryOperator,
  type DeltaReducer,
  type DynamicBarrierValue,
  type EphemeralValue,
  type LastValue,
  type NamedBarrierValue,
  type Topic,
  type WaitForNames,
} from './channels/index.ts';

// within a node
export { interrupt } from './interrupt.ts';
export { isInterrupted, type Interrupt } from './interrupts.ts';
export { writer } from './writer.ts';
export { getConfig, getCurrentTaskInput, getStore, getWriter } from './pregel/ambient-config.ts';
export type { ExecutionInfo, LangGraphRunnableConfig, Runtime, ServerInfo } from './pregel/runnable-config.ts';

// run it
export type { Pregel } from './pregel/pregel.ts';
export type { PregelNode } from './pregel/pregel-node.ts';
export type {
  GetStateOptions,
  MultipleChannelSubscriptionOptions,
  PregelOptions,
  PregelParams,
  SingleChannelSubscriptionOptions,
  StateSnapshot,
  StreamMode,
  StreamOutputMap,
} from './pregel/pregel-options.ts';
export type { CachePolicy, RetryPolicy, TimeoutPolicy } from './pregel/policies.ts';
export { RunControl } from './pregel/run-control.ts';
// Declarations of users' graphs name it, and the path that it belongs to adds to their schemas.
export type { InteropZodToStateDefinition } from './zod/schema-meta.ts';

// read its stream
export * from './stream/public.ts';

// keep its threads
export {
  AsyncBatchedStore,
  BaseCheckpointSaver,
  BaseStore,
  InMemoryStore,
  MemorySaver,
  copyCheckpoint,
  emptyCheckpoint,
  type Checkpoint,
  type CheckpointMetadata,
  type CheckpointTuple,
  type GetOperation,
  type Item,
  type ListNamespacesOperation,
  type MatchCondition,
  type NameSpacePath,
  type NamespaceMatchType,
  type Operation,
  type OperationResults,
  type PutOperation,
  type SearchOperation,
} from '@langchain/langgraph-checkpoint';

// what it throws
export {
  BaseLangGraphError,
  EmptyChannelError,
  EmptyInputError,
  GraphBubbleUp,
  GraphDrained,
  GraphInterrupt,
  GraphRecursionError,
  GraphValueError,
  InvalidUpdateError,
  MultipleSubgraphsError,
  NodeError,
  NodeInterrupt,
  NodeTimeoutError,
  ParentCommand,
  RemoteException,
  StateGraphInputError,
  UnreachableNodeError,
  getSubgraphsSeenSet,
  isGraphBubbleUp,
  isGraphDrained,
  isGraphInterrupt,
  isNodeError,
  isNodeTimeoutError,
  isParentCommand,
  type BaseLangGraphErrorFields,
} from './errors/index.ts';
