/** Every error of the door, and the guards that recognise them. */
export { BaseLangGraphError, type BaseLangGraphErrorFields } from './base-error.ts';
export {
  GraphBubbleUp,
  GraphDrained,
  GraphInterrupt,
  NodeInterrupt,
  ParentCommand,
  isGraphBubbleUp,
  isGraphDrained,
  isGraphInterrupt,
  isParentCommand,
} from './bubble-up.ts';
export { EmptyChannelError, EmptyInputError, InvalidUpdateError } from './channel-errors.ts';
export {
  GraphRecursionError,
  GraphValueError,
  MultipleSubgraphsError,
  RemoteException,
  StateGraphInputError,
  UnreachableNodeError,
} from './graph-errors.ts';
export { NodeError, NodeTimeoutError, isNodeError, isNodeTimeoutError } from './node-errors.ts';
export { getSubgraphsSeenSet } from './subgraphs-seen-set.ts';
