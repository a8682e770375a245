/** The part of the streams' names that the door gives out. */
export { ChatModelStream as ChatModelStreamImpl } from '@langchain/core/language_models/stream';
export {
  STREAM_EVENTS_V3_MODES,
  convertToProtocolEvent,
  isCheckpointEnvelope,
  type ConvertToProtocolEventOptions,
} from './convert-to-protocol-event.ts';
export { createGraphRunStream, type CreateGraphRunStreamOptions } from './create-graph-run-stream.ts';
export { GraphRunStream, SubgraphRunStream } from './graph-run-stream.ts';
export type {
  AgentStatus,
  LifecycleCause,
  LifecycleData,
  MessagesEventData,
  ToolsEventData,
  UpdatesEventData,
  UsageInfo,
} from './protocol-data.ts';
export {
  isNativeTransformer,
  type ChatModelStream,
  type InferExtensions,
  type InterruptPayload,
  type Namespace,
  type NativeStreamTransformer,
  type ProtocolEvent,
  type StreamEmitter,
  type StreamTransformer,
  type ToolCallStatus,
  type ToolCallStream,
} from './protocol-event.ts';
export { StreamChannel, StreamChannel as EventLog } from './stream-channel.ts';
export {
  createLifecycleTransformer,
  filterLifecycleEntries,
  type LifecycleEntry,
  type LifecycleProjection,
  type LifecycleTransformerOptions,
} from './transformers/lifecycle-transformer.ts';
export { createMessagesTransformer } from './transformers/messages-transformer.ts';
export {
  createSubgraphDiscoveryTransformer,
  filterSubgraphHandles,
  type SubgraphDiscoveryProjection,
  type SubgraphDiscoveryTransformerOptions,
} from './transformers/subgraph-discovery-transformer.ts';
export { createValuesTransformer } from './transformers/values-transformer.ts';
