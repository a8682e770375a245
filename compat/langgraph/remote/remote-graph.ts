import { mergeConfigs, Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { Graph as DrawableGraph, type Node } from '@langchain/core/runnables/graph';
import type { StreamEvent } from '@langchain/core/tracers/log_stream';
import type { IterableReadableStream } from '@langchain/core/utils/stream';
import type { Checkpoint, Client, ThreadState } from '@langchain/langgraph-sdk';
import type { All, CheckpointListOptions } from '@langchain/langgraph-checkpoint';
import type { BaseChannel } from '../channels/base-channel.ts';
import type { PregelInputType, PregelOptions, PregelOutputType, StateSnapshot } from '../pregel/pregel-options.ts';
import type { PregelNode } from '../pregel/pregel-node.ts';
import type { RunStream } from '../pregel/run-stream.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import { drawableNodes, type RemoteNode } from './drawable-nodes.ts';
import { guardedClient } from './guarded-client.ts';
import { pathSegment } from './path-segment.ts';
import type { RemoteGraphParams } from './remote-graph-params.ts';
import { malformed, requesting } from './remote-request-error.ts';
import type { RemoteGraphRunStream } from './remote-run-stream.ts';
import { runChunks } from './run-chunks.ts';
import { sanitizeConfig, type SanitizedConfig } from './sanitize-config.ts';
import { serializeInput } from './serialize-input.ts';
import { encodedEvents, refuseUnsupported, startTypedRun } from './start-typed-run.ts';
import { checkpointOf, configOf, knownConfigOf, snapshotOf } from './state-snapshot.ts';
import { requestedModes } from './stream-modes.ts';

/* oxlint-disable typescript/no-explicit-any -- upstream's public types say `any` here, and programs lean on it */

type StreamEventsOptions = Parameters<Runnable['streamEvents']>[2];

/**
 * A graph on a server that speaks the LangGraph Platform's protocol. It is called like a graph of one's own, and can be a node of one:
 * what the remote run asks is then asked by the graph around it.
 *
 * Ids are encoded before they become part of a path, and refused where that is not possible (`REMOTE_ID_INVALID`). The client that is
 * made of `url`, `apiKey` and `headers` follows no redirects, and joins a broken run only where that run is. Of a `client` that is
 * given in its place neither can be said: it sends requests as its maker set it up to.
 *
 * @example
 * const remote = new RemoteGraph({ graphId: 'agent', url: 'http://localhost:2024' });
 * const state = await remote.invoke(
 *   { messages: [{ role: 'human', content: 'Hello' }] },
 *   { configurable: { thread_id: 'thread-1' } },
 * );
 */
export class RemoteGraph<
  Nn extends Record<string, PregelNode> = Record<string, PregelNode>,
  Cc extends Record<string, BaseChannel> = Record<string, BaseChannel>,
  ContextType extends Record<string, any> = Record<string, any>,
> extends Runnable<PregelInputType, PregelOutputType, PregelOptions<Nn, Cc, ContextType>> {
  static override lc_name(): string {
    return 'RemoteGraph';
  }

  lc_namespace = ['langgraph', 'pregel'];
  lg_is_pregel = true;
  config?: RunnableConfig;
  graphId: string;
  protected client: Client;
  protected interruptBefore?: Array<keyof Nn> | All;
  protected interruptAfter?: Array<keyof Nn> | All;
  protected streamResumable?: boolean;

  constructor(params: RemoteGraphParams) {
    super(params);
    this.graphId = params.graphId;
    this.client = params.client ?? guardedClient(params);
    const { config, interruptBefore, interruptAfter, streamResumable } = params;
    Object.assign(this, { config, interruptBefore, interruptAfter, streamResumable });
  }

  /** The same graph, bound to a config: options of a call come over it. */
  override withConfig(config: RunnableConfig): this {
    return this.#copy({ config: mergeConfigs(this.config, config) });
  }

  #copy(changed: Partial<RemoteGraphParams>): this {
    const Self = this.constructor as new (params: object) => this;
    return new Self(Object.assign({}, this, changed));
  }

  protected _sanitizeConfig(config: RunnableConfig): SanitizedConfig {
    return sanitizeConfig(config);
  }

  protected _getConfig(checkpoint: Record<string, unknown>): RunnableConfig {
    return configOf(checkpoint);
  }

  protected _checkpointToConfig(
    checkpoint?: Partial<Checkpoint> | null,
    fallbackConfig?: RunnableConfig,
  ): RunnableConfig {
    return knownConfigOf(checkpoint ?? this._getCheckpoint(fallbackConfig));
  }

  protected _getCheckpoint(config?: RunnableConfig): Checkpoint | undefined {
    return checkpointOf(config);
  }

  protected _createStateSnapshot(state: ThreadState, fallbackConfig?: RunnableConfig): StateSnapshot {
    return snapshotOf(state, {
      config: (checkpoint) => this._checkpointToConfig(checkpoint, fallbackConfig),
      snapshot: (within, checkpoint) =>
        this._createStateSnapshot(within, checkpoint ? this._checkpointToConfig(checkpoint) : fallbackConfig),
    });
  }

  /** Runs the graph to its end. @throws GraphInterrupt if it asks, RemoteException if it fails */
  override async invoke(
    input: PregelInputType,
    options?: Partial<PregelOptions<Nn, Cc, ContextType>>,
  ): Promise<PregelOutputType> {
    let last: unknown;
    for await (const values of await this.stream(input, { ...options, streamMode: 'values' })) last = values;
    return last;
  }

  override streamEvents(
    input: PregelInputType,
    options: Partial<PregelOptions<Nn, Cc, ContextType>> & { version: 'v3'; encoding: 'text/event-stream' },
  ): Promise<IterableReadableStream<Uint8Array>>;
  override streamEvents(
    input: PregelInputType,
    options: Partial<PregelOptions<Nn, Cc, ContextType>> & { version: 'v3'; encoding?: undefined },
  ): Promise<RemoteGraphRunStream<PregelOutputType>>;
  override streamEvents(
    input: PregelInputType,
    options: Partial<PregelOptions<Nn, Cc, ContextType>> & { version: 'v1' | 'v2' },
    streamOptions?: StreamEventsOptions,
  ): IterableReadableStream<StreamEvent>;
  override streamEvents(
    input: PregelInputType,
    options: Partial<PregelOptions<Nn, Cc, ContextType>> & { version: 'v1' | 'v2'; encoding: 'text/event-stream' },
    streamOptions?: StreamEventsOptions,
  ): IterableReadableStream<Uint8Array>;
  /** Version 3 only: a server has no callbacks, of which versions 1 and 2 are made. */
  override streamEvents(
    input: PregelInputType,
    options: Partial<PregelOptions<Nn, Cc, ContextType>> & { version: string },
    _streamOptions?: StreamEventsOptions,
  ): any {
    if (options.version !== 'v3') throw new Error('Not implemented.');
    return this._streamEventsV3(input, options as typeof options & { version: 'v3' });
  }

  protected _rejectV3Unsupported(
    options: Partial<PregelOptions<Nn, Cc, ContextType>> & { transformers?: any; control?: any },
  ): void {
    refuseUnsupported(options, this);
  }

  protected async _streamEventsV3(
    input: PregelInputType,
    options: Partial<PregelOptions<Nn, Cc, ContextType>> & { version: 'v3'; encoding?: 'text/event-stream' },
  ): Promise<RemoteGraphRunStream<PregelOutputType> | IterableReadableStream<Uint8Array>> {
    this._rejectV3Unsupported(options);
    const merged = mergeConfigs(this.config, options);
    const { threadId, config } = this.#splitConfig(merged);
    const { client, graphId } = this;
    const run = await startTypedRun({ client, graphId, threadId, input, config, signal: merged.signal });
    return options.encoding === 'text/event-stream' ? encodedEvents(run) : run;
  }

  /** The thread goes into the path; next to a `context` a server would not take it in the config. */
  #splitConfig(merged: RunnableConfig): { threadId: unknown; config: SanitizedConfig } {
    const { configurable, ...rest } = this._sanitizeConfig(merged);
    const { thread_id: threadId, ...others } = configurable;
    return { threadId, config: { ...rest, configurable: others } };
  }

  /** What `stream` reads. */
  override _streamIterator(
    input: PregelInputType,
    options?: Partial<PregelOptions<Nn, Cc, ContextType>>,
  ): AsyncGenerator<PregelOutputType> {
    const merged = mergeConfigs(this.config, options) as Partial<PregelOptions<Nn, Cc, ContextType>>;
    const { threadId, config } = this.#splitConfig(merged);
    const { __pregel_stream, checkpoint_ns: namespace } = (options?.configurable ?? {}) as Record<string, unknown>;
    const stream = __pregel_stream as RunStream | undefined;
    const modes = requestedModes(options?.streamMode, stream?.modes);
    const payload = {
      ...serializeInput(input),
      config,
      context: merged.context,
      streamMode: modes.sent,
      interruptBefore: options?.interruptBefore ?? this.interruptBefore,
      interruptAfter: options?.interruptAfter ?? this.interruptAfter,
      streamSubgraphs: options?.subgraphs ?? stream !== undefined,
      ifNotExists: 'create',
      streamResumable: this.streamResumable,
    };
    const { client, graphId } = this;
    const subgraphs = options?.subgraphs === true;
    return runChunks({
      client,
      graphId,
      threadId,
      payload,
      modes,
      subgraphs,
      around: { stream, namespace },
      signal: merged.signal,
    });
  }

  /** Writes into a thread as a node would. @returns the config of the new checkpoint */
  async updateState(
    inputConfig: LangGraphRunnableConfig,
    values: Record<string, unknown>,
    asNode?: string,
  ): Promise<RunnableConfig> {
    const merged = mergeConfigs(this.config, inputConfig);
    const update = { values, asNode, checkpoint: this._getCheckpoint(merged) } as { values: typeof values };
    const answer = await requesting(() => this.client.threads.updateState(threadOf(merged), update));
    const { checkpoint } = (answer ?? {}) as { checkpoint?: Record<string, unknown> };
    if (checkpoint === undefined) throw malformed('The server did not tell which checkpoint it wrote.');
    return this._getConfig(checkpoint);
  }

  /** Checkpoints of a thread, the newest first; ten unless a limit is given. */
  async *getStateHistory(
    config: RunnableConfig,
    options?: CheckpointListOptions,
  ): AsyncIterableIterator<StateSnapshot> {
    const merged = mergeConfigs(this.config, config);
    const query = {
      limit: options?.limit ?? 10,
      before: this._getCheckpoint(options?.before),
      metadata: options?.filter,
      checkpoint: this._getCheckpoint(merged),
    } as object;
    const states = await requesting(() => this.client.threads.getHistory(threadOf(merged), query));
    if (!Array.isArray(states))
      throw malformed('The server answered with what is not the history of a thread: no list.');
    for (const state of states) yield this._createStateSnapshot(state, merged);
  }

  protected _getDrawableNodes(nodes: RemoteNode[]): Record<string, Node> {
    return drawableNodes(nodes);
  }

  /** Where a thread stands, or stood. */
  async getState(config: RunnableConfig, options?: { subgraphs?: boolean }): Promise<StateSnapshot> {
    const merged = mergeConfigs(this.config, config);
    const state = await requesting(() =>
      this.client.threads.getState(threadOf(merged), this._getCheckpoint(merged), options),
    );
    return this._createStateSnapshot(state, merged);
  }

  /** @deprecated A server has to be waited for: `getGraphAsync`. */
  override getGraph(_config?: RunnableConfig & { xray?: boolean | number }): DrawableGraph {
    throw new Error('The synchronous "getGraph" is not supported for this graph. Call "getGraphAsync" instead.');
  }

  /** The graph as LangChain draws it. */
  async getGraphAsync(config?: RunnableConfig & { xray?: boolean | number }): Promise<DrawableGraph> {
    const answer = await requesting(() =>
      this.client.assistants.getGraph(pathSegment(this.graphId, 'graphId'), { xray: config?.xray as boolean }),
    );
    const { nodes, edges } = answer ?? {};
    if (!Array.isArray(nodes) || !Array.isArray(edges))
      throw malformed('The server answered with what is not a graph: it has no "nodes" and "edges".');
    return new DrawableGraph({ nodes: this._getDrawableNodes(nodes), edges });
  }

  /** @deprecated A server has to be waited for: `getSubgraphsAsync`. */
  getSubgraphs(): Generator<[string, RemoteGraph<Nn, Cc, ContextType>]> {
    throw new Error(
      'The synchronous "getSubgraphs" method is not supported for this graph. Call "getSubgraphsAsync" instead.',
    );
  }

  /** Graphs within this one, by where in it they stand. */
  async *getSubgraphsAsync(
    namespace?: string,
    recurse = false,
  ): AsyncGenerator<[string, RemoteGraph<Nn, Cc, ContextType>]> {
    const within = namespace ? { namespace: pathSegment(namespace, 'namespace') } : {};
    const subgraphs = await requesting(() =>
      this.client.assistants.getSubgraphs(pathSegment(this.graphId, 'graphId'), { ...within, recurse }),
    );
    for (const [place, schema] of Object.entries(subgraphs ?? {}))
      yield [place, this.#copy({ graphId: schema.graph_id })];
  }
}

function threadOf({ configurable }: RunnableConfig): string {
  return pathSegment(configurable?.thread_id, 'thread_id');
}
