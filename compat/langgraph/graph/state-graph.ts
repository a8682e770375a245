/** The builder of a graph whose nodes share a state. */
import { Runnable, _coerceToRunnable } from '@langchain/core/runnables';
import type { InteropZodObject } from '@langchain/core/utils/types';
import type { BaseChannel } from '../channels/index.ts';
import { END, PARTIAL_STATE, START } from '../reserved-names.ts';
import { StateGraphInputError } from '../errors/index.ts';
import { coerceTimeoutPolicy } from '../pregel/policies.ts';
import { RunnableCallable } from '../runnable-callable.ts';
import type { AnnotationRoot, AnyStateSchema, StateDefinition } from '../state/index.ts';
import type { RunnableLike } from '../state/runnable-like.ts';
import { schemaMetaRegistry, type SchemaMetaRegistry } from '../zod/schema-meta-registry.ts';
import { compileStateGraph, type StateGraphCompileOptions } from './compile-state-graph.ts';
import type { CompiledStateGraph } from './compiled-state-graph.ts';
import { Graph, isPregelLike, nodeEntries } from './graph.ts';
import type { MergeReturnType, NodeAction, Prettify, ReturnTypes, StrictNodeAction } from './node-action.ts';
import { errorHandlerName, errorHandlerSpec, resolveCachePolicy } from './node-defaults.ts';
import type {
  NodeErrorHandler,
  NodePolicyOptions,
  ResolvedNodeDefaults,
  StateGraphAddNodeOptions,
  StateGraphAddNodeOptionsWithNodeInput,
  StateGraphNodeSpec,
} from './node-spec.ts';
import type { ExtractStateType, ExtractUpdateType, ToStateDefinition } from './schema-inference.ts';
import {
  channelOf,
  channelsOf,
  normalizeInit,
  runtimeSchemaOf,
  type ContextSchemaInit,
  type StateDefinitionInit,
  type StateGraphInit,
  type StateGraphOptions,
} from './state-graph-init.ts';
import type {
  ExtractStateDefinition,
  StateGraphArgs,
  StateGraphArgsWithInputOutputSchemas,
  StateGraphArgsWithStateSchema,
} from './state-graph-args.ts';
import type { StreamTransformerFactories } from './stream-transformer-factories.ts';

/* oxlint-disable typescript/no-explicit-any -- the published types take whatever nodes take and give */

/**
 * `SD` is the schema of the state, `S` the state, `U` what nodes write, `N` the names of nodes, `I`, `O` and `C` the
 * schemas of input, output and context.
 */
export class StateGraph<
  SD,
  S = ExtractStateType<SD>,
  U = ExtractUpdateType<SD, S>,
  N extends string = typeof START,
  I extends StateDefinitionInit = ExtractStateDefinition<SD>,
  O extends StateDefinitionInit = ExtractStateDefinition<SD>,
  C extends StateDefinitionInit = StateDefinition,
  NodeReturnType = unknown,
  InterruptType = unknown,
  WriterType = unknown,
> extends Graph<N, S, U, StateGraphNodeSpec<S, U>, ToStateDefinition<C>> {
  channels: Record<string, BaseChannel> = {};
  /** Edges that wait for all their sources. */
  waitingEdges: Set<[N[], N]> = new Set();
  _schemaDefinition: StateDefinition;
  _schemaRuntimeDefinition: InteropZodObject | AnyStateSchema | undefined;
  _inputDefinition: I;
  _inputRuntimeDefinition: InteropZodObject | AnyStateSchema | typeof PARTIAL_STATE | undefined;
  _outputDefinition: O;
  _outputRuntimeDefinition: InteropZodObject | AnyStateSchema | undefined;
  /** The schemas whose channels the graph has. */
  _schemaDefinitions: Map<any, any> = new Map();
  _metaRegistry: SchemaMetaRegistry = schemaMetaRegistry;
  /** Exists as a type alone. */
  declare _configSchema: ToStateDefinition<C> | undefined;
  _configRuntimeSchema: InteropZodObject | undefined;
  _interrupt: InterruptType;
  _writer: WriterType;
  _nodeDefaults: ResolvedNodeDefaults = {};
  /** The type of this graph's nodes. */
  declare Node: StrictNodeAction<S, U, C, N, InterruptType, WriterType>;

  constructor(
    state: SD extends StateDefinitionInit ? SD : never,
    options?: C | AnnotationRoot<ToStateDefinition<C>> | StateGraphOptions<I, O, C, N, InterruptType, WriterType>,
  );
  constructor(
    fields: SD extends StateDefinition ? StateGraphArgsWithInputOutputSchemas<SD, ToStateDefinition<O>> : never,
    contextSchema?: C | AnnotationRoot<ToStateDefinition<C>>,
  );
  constructor(
    fields: SD extends StateDefinition
      ? AnnotationRoot<SD> | StateGraphArgsWithStateSchema<SD, ToStateDefinition<I>, ToStateDefinition<O>>
      : never,
    contextSchema?: C | AnnotationRoot<ToStateDefinition<C>>,
  );
  constructor(
    init: Omit<
      StateGraphInit<
        SD extends StateDefinitionInit ? SD : StateDefinitionInit,
        SD extends StateDefinitionInit ? SD : StateDefinitionInit,
        O,
        C extends ContextSchemaInit ? C : undefined,
        N,
        InterruptType,
        WriterType
      >,
      'state' | 'stateSchema' | 'input'
    > & { input: SD extends StateDefinitionInit ? SD : never; state?: never; stateSchema?: never },
    contextSchema?: C | AnnotationRoot<ToStateDefinition<C>>,
  );
  constructor(
    init: StateGraphInit<
      SD extends StateDefinitionInit ? SD : StateDefinitionInit,
      I,
      O,
      C extends ContextSchemaInit ? C : undefined,
      N,
      InterruptType,
      WriterType
    >,
  );
  /** @deprecated Describe the state by `Annotation.Root`, a StateSchema or a zod object. */
  constructor(fields: StateGraphArgs<S>, contextSchema?: C | AnnotationRoot<ToStateDefinition<C>>);
  constructor(stateOrInit: unknown, options?: unknown) {
    super();
    const init = normalizeInit(stateOrInit, options);
    const state = init.state ?? init.stateSchema ?? init.input;
    if (state === undefined) throw new StateGraphInputError();
    this._schemaDefinition = channelsOf(state, this._metaRegistry);
    this._schemaRuntimeDefinition = runtimeSchemaOf(state);
    this._inputRuntimeDefinition = runtimeSchemaOf(init.input) ?? PARTIAL_STATE;
    this._outputRuntimeDefinition = runtimeSchemaOf(init.output) ?? this._schemaRuntimeDefinition;
    this._inputDefinition = (init.input ? channelsOf(init.input, this._metaRegistry) : this._schemaDefinition) as I;
    this._outputDefinition = (init.output ? channelsOf(init.output, this._metaRegistry) : this._schemaDefinition) as O;
    this._addSchema(this._schemaDefinition);
    this._addSchema(this._inputDefinition);
    this._addSchema(this._outputDefinition);
    this._configRuntimeSchema = runtimeSchemaOf(init.context) as InteropZodObject | undefined;
    this._interrupt = init.interrupt as InterruptType;
    this._writer = init.writer as WriterType;
  }

  /**
   * What nodes have that are given none, whenever they were added. Each call replaces what it names. Caching and
   * handling are not for error handlers themselves.
   */
  setNodeDefaults(
    defaults: NodePolicyOptions & {
      /** Its state is what the failed node got, which is not the same for every node. */
      errorHandler?: NodeErrorHandler<unknown, U, N>;
    },
  ): this {
    const { retryPolicy, cachePolicy, timeout, errorHandler } = defaults;
    if (retryPolicy !== undefined) this._nodeDefaults.retryPolicy = retryPolicy;
    if (cachePolicy !== undefined) this._nodeDefaults.cachePolicy = resolveCachePolicy(cachePolicy) || undefined;
    if (timeout !== undefined) this._nodeDefaults.timeout = coerceTimeoutPolicy(timeout);
    if (errorHandler !== undefined) this._nodeDefaults.errorHandler = errorHandler as NodeErrorHandler;
    return this;
  }

  override get allEdges(): Set<[string, string]> {
    const all = new Set<[string, string]>(this.edges);
    for (const [starts, end] of this.waitingEdges) for (const start of starts) all.add([start, end]);
    return all;
  }

  _addSchema(stateDefinition: StateDefinitionInit): void {
    if (this._schemaDefinitions.has(stateDefinition)) return;
    this._schemaDefinitions.set(stateDefinition, stateDefinition);
    for (const [key, entry] of Object.entries(stateDefinition as StateDefinition)) {
      const channel = channelOf(entry);
      const known = Object.hasOwn(this.channels, key) ? this.channels[key] : undefined;
      if (known === undefined) this.channels[key] = channel;
      else if (!known.equals(channel) && channel.lc_graph_name !== 'LastValue')
        throw new Error(`Channel "${key}" already exists with a different type.`);
    }
  }

  override addNode<K extends string, NodeMap extends Record<K, NodeAction<S, U, C, InterruptType, WriterType>>>(
    nodes: NodeMap,
  ): StateGraph<
    SD,
    S,
    U,
    N | K,
    I,
    O,
    C,
    MergeReturnType<NodeReturnType, ReturnTypes<NodeMap, S, C, InterruptType, WriterType>>
  >;
  override addNode<K extends string, NodeInput = S, NodeOutput extends U = U>(
    nodes: [
      key: K,
      action: NodeAction<NodeInput, NodeOutput, C, InterruptType, WriterType>,
      options?: StateGraphAddNodeOptionsWithNodeInput<N | K, NodeInput, U>,
    ][],
  ): StateGraph<SD, S, U, N | K, I, O, C, MergeReturnType<NodeReturnType, { [key in K]: NodeOutput }>>;
  override addNode<K extends string, InputSchema extends StateDefinitionInit, NodeOutput extends U = U>(
    key: K,
    action: NodeAction<ExtractStateType<InputSchema>, NodeOutput, C, InterruptType, WriterType>,
    options: StateGraphAddNodeOptions<N | K, InputSchema, ExtractStateType<InputSchema>, U>,
  ): StateGraph<SD, S, U, N | K, I, O, C, MergeReturnType<NodeReturnType, { [key in K]: NodeOutput }>>;
  override addNode<K extends string, NodeInput = S, NodeOutput extends U = U>(
    key: K,
    action: NodeAction<NodeInput, NodeOutput, C, InterruptType, WriterType>,
    options?: StateGraphAddNodeOptionsWithNodeInput<N | K, NodeInput, U>,
  ): StateGraph<SD, S, U, N | K, I, O, C, MergeReturnType<NodeReturnType, { [key in K]: NodeOutput }>>;
  override addNode<K extends string, NodeInput = S>(
    key: K,
    action: NodeAction<NodeInput, U, C, InterruptType, WriterType>,
    options?: StateGraphAddNodeOptionsWithNodeInput<N | K, NodeInput, U>,
  ): StateGraph<SD, S, U, N | K, I, O, C, NodeReturnType>;
  override addNode(...args: readonly any[]): any {
    for (const [key, action, options] of nodeEntries<StateGraphAddNodeOptions>(args)) {
      if (Object.hasOwn(this.channels, key))
        throw new Error(
          `${key} is already being used as a state attribute (a.k.a. a channel), cannot also be used as a node name.`,
        );
      this.assertNewNode(key);
      if (key === END || key === START) throw new Error(`Node \`${key}\` is reserved.`);
      this.#addSpec(key, action, options ?? {});
    }
    return this;
  }

  #addSpec(key: string, action: RunnableLike<any, any>, options: StateGraphAddNodeOptions): void {
    const input = options.input === undefined ? this._schemaDefinition : channelsOf(options.input, this._metaRegistry);
    this._addSchema(input);
    const runnable = nodeRunnable(key, action);
    const nodes = this.nodes as Record<string, StateGraphNodeSpec<any, any>>;
    const errorHandlerNode = options.errorHandler && errorHandlerName(key, nodes);
    if (errorHandlerNode !== undefined)
      nodes[errorHandlerNode] = errorHandlerSpec(errorHandlerNode, options.errorHandler as NodeErrorHandler, input);
    nodes[key] = {
      runnable,
      retryPolicy: options.retryPolicy,
      cachePolicy: resolveCachePolicy(options.cachePolicy),
      timeout: coerceTimeoutPolicy(options.timeout),
      metadata: options.metadata,
      input,
      subgraphs: isPregelLike(runnable) ? [runnable] : options.subgraphs,
      ends: options.ends,
      defer: options.defer,
      errorHandlerNode,
    };
  }

  override addEdge(startKey: typeof START | N | N[], endKey: N | typeof END): this {
    if (!Array.isArray(startKey)) return super.addEdge(startKey, endKey);
    this.warnIfCompiled(
      'Adding an edge to a graph that has already been compiled. This will not be reflected in the compiled graph.',
    );
    for (const start of startKey) {
      if (start === END) throw new Error('END cannot be a start node');
      this.#assertNode(start);
    }
    if (endKey === END) throw new Error('END cannot be an end node');
    this.#assertNode(endKey);
    this.waitingEdges.add([startKey, endKey]);
    return this;
  }

  #assertNode(name: string): void {
    if (!Object.hasOwn(this.nodes, name)) throw new Error(`Need to add a node named "${name}" first`);
  }

  /** Adds nodes, each with an edge from the one before. */
  addSequence<K extends string, NodeInput = S, NodeOutput extends U = U>(
    nodes: [
      key: K,
      action: NodeAction<NodeInput, NodeOutput, C, InterruptType, WriterType>,
      options?: StateGraphAddNodeOptionsWithNodeInput<N | K, NodeInput, U>,
    ][],
  ): StateGraph<SD, S, U, N | K, I, O, C, MergeReturnType<NodeReturnType, { [key in K]: NodeOutput }>>;
  addSequence<K extends string, NodeMap extends Record<K, NodeAction<S, U, C, InterruptType, WriterType>>>(
    nodes: NodeMap,
  ): StateGraph<
    SD,
    S,
    U,
    N | K,
    I,
    O,
    C,
    MergeReturnType<NodeReturnType, ReturnTypes<NodeMap, S, C, InterruptType, WriterType>>
  >;
  addSequence(nodes: unknown): any {
    const entries = (Array.isArray(nodes) ? nodes : Object.entries(nodes as object)) as [N, any, any?][];
    if (entries.length === 0) throw new Error('Sequence requires at least one node.');
    let previous: N | undefined;
    for (const [key, action, options] of entries) {
      if (Object.hasOwn(this.nodes, key))
        throw new Error(`Node names must be unique: node with the name "${key}" already exists.`);
      (this as { addNode(...args: unknown[]): unknown }).addNode(key, action, options);
      if (previous !== undefined) this.addEdge(previous, key);
      previous = key;
    }
    return this;
  }

  override compile<const TTransformers extends StreamTransformerFactories = []>(
    options: StateGraphCompileOptions<N, TTransformers> = {},
  ): CompiledStateGraph<
    Prettify<S>,
    Prettify<U>,
    N,
    I,
    O,
    C,
    NodeReturnType,
    InterruptType,
    WriterType,
    TTransformers
  > {
    return compileStateGraph(this, options) as any;
  }
}

function nodeRunnable(name: string, action: RunnableLike<any, any>): Runnable<any, any> {
  if (Runnable.isRunnable(action)) return action;
  if (typeof action === 'function') return new RunnableCallable<any, any>({ func: action, name, trace: false });
  return _coerceToRunnable(action as Parameters<typeof _coerceToRunnable>[0]);
}
