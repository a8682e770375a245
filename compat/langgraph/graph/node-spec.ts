/** What a builder remembers of a node, and the options it is added with. */
import type { Runnable } from '@langchain/core/runnables';
import type { NodeError } from '../errors/index.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import type { CachePolicy, RetryPolicy, TimeoutPolicy } from '../pregel/policies.ts';
import type { Pregel } from '../pregel/pregel.ts';
import type { StateDefinition } from '../state/index.ts';
import type { GraphNodeReturnValue } from './graph-node.ts';
import type { ExtractStateType } from './schema-inference.ts';
import type { StateDefinitionInit } from './state-graph-init.ts';

/** Any compiled graph. */
// Its parameters are of no interest where a graph stands within another.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyPregel = Pregel<any, any>;

export type NodeSpec<RunInput, RunOutput> = {
  runnable: Runnable<RunInput, RunOutput>;
  metadata?: Record<string, unknown>;
  subgraphs?: AnyPregel[];
  ends?: string[];
  defer?: boolean;
  /** Whether the node was made for an error handler. */
  isErrorHandler?: boolean;
  /** The node that handles its failures. */
  errorHandlerNode?: string;
};

/** What a node's error handler may return: an update, a command, or a promise of either. */
export type NodeErrorHandlerReturnValue<Update, Nodes extends string = string> = GraphNodeReturnValue<Update, Nodes>;

/** Called once a node has failed for good, with the input that the node had. */
export type NodeErrorHandler<TState = unknown, TUpdate = Partial<TState>, Nodes extends string = string> = (
  state: TState,
  error: NodeError,
  config?: LangGraphRunnableConfig,
) => NodeErrorHandlerReturnValue<TUpdate, Nodes>;

export type AddNodeOptions<Nodes extends string = string> = {
  metadata?: Record<string, unknown>;
  /** Graphs that the node calls. */
  subgraphs?: AnyPregel[];
  /** Nodes that the node's commands may go to. */
  ends?: Nodes[];
  /** Whether the node waits until nothing else is left to run. */
  defer?: boolean;
};

/** How failures, repetition and slowness of a node are dealt with. What a node is given goes before the graph's defaults. */
export type NodePolicyOptions = {
  retryPolicy?: RetryPolicy;
  /** `true`: cached by its input, for good. `false`: not cached, whatever the defaults say. */
  cachePolicy?: CachePolicy | boolean;
  /** A number limits one attempt to so many milliseconds. */
  timeout?: number | TimeoutPolicy;
};

/** The policies of a node as the builder keeps them. */
export type NodePolicies = {
  retryPolicy?: RetryPolicy;
  cachePolicy?: CachePolicy | false;
  timeout?: TimeoutPolicy;
};

/** What {@link NodePolicies} nodes have that are given none. */
export type ResolvedNodeDefaults = NodePolicies & { errorHandler?: NodeErrorHandler };

export type StateGraphNodeSpec<RunInput, RunOutput> = NodeSpec<RunInput, RunOutput> &
  NodePolicies & {
    /** The channels it reads. */
    input?: StateDefinition;
  };

export type StateGraphAddNodeOptions<
  Nodes extends string = string,
  InputSchema extends StateDefinitionInit | undefined = StateDefinitionInit | undefined,
  HandlerState = InputSchema extends StateDefinitionInit ? ExtractStateType<InputSchema> : unknown,
  Update = unknown,
> = {
  /** What it reads, where that is not the whole state. */
  input?: InputSchema;
  errorHandler?: NodeErrorHandler<HandlerState, Update, Nodes>;
} & NodePolicyOptions &
  AddNodeOptions<Nodes>;

export type StateGraphAddNodeOptionsWithNodeInput<
  Nodes extends string,
  NodeInput,
  Update = unknown,
> = StateGraphAddNodeOptions<Nodes, StateDefinitionInit | undefined, NodeInput, Update>;
