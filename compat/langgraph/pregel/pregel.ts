import type { CallbackHandlerMethods } from '@langchain/core/callbacks/base';
import { mergeConfigs, type Runnable, type RunnableConfig } from '@langchain/core/runnables';
import type { Graph as DrawableGraph } from '@langchain/core/runnables/graph';
import type { StreamEvent } from '@langchain/core/tracers/log_stream';
import type { IterableReadableStream } from '@langchain/core/utils/stream';
import type {
  All,
  BaseCache,
  BaseCheckpointSaver,
  BaseStore,
  CheckpointListOptions,
} from '@langchain/langgraph-checkpoint';
import type { BaseChannel } from '../channels/base-channel.ts';
import { Topic } from '../channels/topic.ts';
import type { CommandInstance } from '../command.ts';
import { TASKS, type INTERRUPT } from '../reserved-names.ts';
import { isInterrupted } from '../interrupts.ts';
import type { GraphRunStream } from '../stream/graph-run-stream.ts';
import type { InferExtensions } from '../stream/protocol-event.ts';
import type { EventOptions, Transformers, TypedEventOptions } from './event-options.ts';
import { invokePregel } from './invoke-pregel.ts';
import type {
  GetStateOptions, PregelInputType, PregelOptions, PregelOutputType, PregelParams, StateSnapshot, StreamMode, StreamOutputMap,
} from './pregel-options.ts'; // prettier-ignore
import { PartialRunnable } from './partial-runnable.ts';
import type { PregelNode } from './pregel-node.ts';
import { compilePregel, type PregelProgram } from './pregel-program.ts';
import type { RetryPolicy } from './policies.ts';
import { openRun } from './open-run.ts';
import type { CallOptions } from './run-settings.ts';
import type { RunStream } from './run-stream.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';
import { handlersFor } from './stream-handlers.ts';
import { eventStream, signalOf } from './event-stream.ts';
import { streamTypedEvents } from './stream-typed-events.ts';
import { findSubgraph } from './subgraphs.ts';
import { readHistory, readState, updateThread, type SuperstepUpdates } from './thread/thread-access.ts';
import { validatePregel } from './validate-pregel.ts';

/* oxlint-disable typescript/no-explicit-any -- upstream's public types say `any` here, and programs lean on it */

/** A Pregel of whatever parts. */
export type AnyPregel = Pregel<any, any, any, any, any, any, any, any, any, any, any>;

/**
 * A graph of channels and the nodes that they trigger, run in super-steps: LangGraph's Pregel over the engine.
 *
 * @example
 * const app = new Pregel({
 *   nodes: { one: Channel.subscribeTo('a').pipe((x: number) => x + 1).pipe(Channel.writeTo(['b'])) },
 *   channels: { a: new EphemeralValue<number>(), b: new LastValue<number>() },
 *   inputChannels: 'a',
 *   outputChannels: 'b',
 * });
 * await app.invoke(1); // 2
 */
export class Pregel<
  Nodes extends Record<string, PregelNode>,
  Channels extends Record<string, BaseChannel>,
  ContextType extends Record<string, any> = Record<string, any>,
  InputType = PregelInputType,
  OutputType = PregelOutputType,
  StreamUpdatesType = InputType,
  StreamValuesType = OutputType,
  NodeReturnType = unknown,
  CommandType = CommandInstance,
  StreamCustom = any,
  TStreamTransformers extends Transformers = [],
> extends PartialRunnable<InputType | CommandType | null, OutputType, PregelOptions<Nodes, Channels, ContextType>> {
  static override lc_name(): string {
    return 'LangGraph';
  }

  declare '~InputType': InputType;
  declare '~OutputType': OutputType;
  lg_is_pregel = true;
  nodes: Nodes;
  channels: Channels;
  inputChannels: keyof Channels | Array<keyof Channels>;
  outputChannels: keyof Channels | Array<keyof Channels>;
  autoValidate: boolean;
  streamMode: StreamMode[];
  streamChannels?: keyof Channels | Array<keyof Channels>;
  interruptAfter?: Array<keyof Nodes> | All;
  interruptBefore?: Array<keyof Nodes> | All;
  stepTimeout?: number;
  debug: boolean;
  checkpointer?: BaseCheckpointSaver | boolean;
  retryPolicy?: RetryPolicy;
  config?: LangGraphRunnableConfig;
  store?: BaseStore;
  cache?: BaseCache;
  private userInterrupt?: (value: unknown) => unknown;
  streamTransformers: TStreamTransformers;
  #program: PregelProgram | undefined;

  constructor(fields: PregelParams<Nodes, Channels, TStreamTransformers>) {
    super(fields);
    const { streamMode = ['values'] } = fields;
    this.nodes = fields.nodes;
    this.channels = fields.channels;
    const tasks = (this.channels as Record<string, BaseChannel | undefined>)[TASKS];
    if (tasks !== undefined && tasks.lc_graph_name !== 'Topic')
      throw new Error(`Channel '${TASKS}' is reserved and cannot be used in the graph.`);
    (this.channels as Record<string, BaseChannel>)[TASKS] = new Topic({ accumulate: false });
    this.autoValidate = fields.autoValidate ?? true;
    this.streamMode = Array.isArray(streamMode) ? streamMode : [streamMode];
    this.inputChannels = fields.inputChannels;
    this.outputChannels = fields.outputChannels;
    this.debug = fields.debug ?? false;
    this.streamTransformers = fields.streamTransformers ?? ([] as unknown as TStreamTransformers);
    const { streamChannels, interruptAfter, interruptBefore, stepTimeout, checkpointer, retryPolicy } = fields;
    const { config, store, cache, name, userInterrupt } = fields;
    Object.assign(this, { streamChannels, interruptAfter, interruptBefore, stepTimeout, checkpointer, retryPolicy });
    Object.assign(this, { config, store, cache, name, userInterrupt });
    if (this.autoValidate) this.validate();
  }

  /** The same graph, bound to a config: options of a call come over it. */
  override withConfig<const More extends Transformers = []>(
    config: Omit<LangGraphRunnableConfig, 'store' | 'writer' | 'interrupt'> & { streamTransformers: More },
  ): Pregel<
    Nodes,
    Channels,
    ContextType,
    InputType,
    OutputType,
    StreamUpdatesType,
    StreamValuesType,
    NodeReturnType,
    CommandType,
    StreamCustom,
    readonly [...TStreamTransformers, ...More]
  >;
  override withConfig(config: PregelOptions<Nodes, Channels, ContextType>): this;
  override withConfig(config: LangGraphRunnableConfig & { streamTransformers?: Transformers }): any {
    const { streamTransformers = [], ...rest } = config;
    const Self = this.constructor as new (fields: object) => this;
    const bound = {
      config: mergeConfigs(this.config ?? {}, rest),
      streamTransformers: [...this.streamTransformers, ...streamTransformers],
    };
    return new Self(Object.assign({}, this, bound));
  }

  /** @throws GraphValidationError naming the first part that does not fit */
  validate(): this {
    validatePregel({
      nodes: this.nodes,
      channels: this.channels,
      inputChannels: this.inputChannels as string | string[],
      outputChannels: this.outputChannels as string | string[],
      streamChannels: this.streamChannels as string | string[] | undefined,
      interruptBefore: this.interruptBefore as string | string[] | undefined,
      interruptAfter: this.interruptAfter as string | string[] | undefined,
    });
    this.#program = undefined;
    return this;
  }

  get streamChannelsList(): Array<keyof Channels> {
    return [this.streamChannelsAsIs].flat() as Array<keyof Channels>;
  }

  get streamChannelsAsIs(): keyof Channels | Array<keyof Channels> {
    return this.streamChannels ?? Object.keys(this.channels);
  }

  async getGraphAsync(config: RunnableConfig): Promise<DrawableGraph> {
    return this.getGraph(config);
  }

  /** Graphs that run within nodes, by the names of the nodes that lead to them. */
  *getSubgraphs(namespace?: string, recurse?: boolean): Generator<[string, Pregel<any, any>]> {
    for (const [name, node] of Object.entries(this.nodes)) {
      if (namespace !== undefined && !namespace.startsWith(name)) continue;
      const graph = findSubgraph(node);
      if (graph === undefined) continue;
      if (namespace === undefined || namespace === name) yield [name, graph];
      if (namespace === name) return;
      if (!recurse) continue;
      for (const [path, inner] of graph.getSubgraphs(namespace?.slice(name.length + 1), recurse))
        yield [`${name}|${path}`, inner];
    }
  }

  async *getSubgraphsAsync(namespace?: string, recurse?: boolean): AsyncGenerator<[string, Pregel<any, any>]> {
    yield* this.getSubgraphs(namespace, recurse);
  }

  /** Where a thread stands, or stood. */
  async getState(config: RunnableConfig, options?: GetStateOptions): Promise<StateSnapshot> {
    return readState(this as AnyPregel, config, options);
  }

  /** Every checkpoint of a thread, the newest first. */
  async *getStateHistory(
    config: RunnableConfig,
    options?: CheckpointListOptions,
  ): AsyncIterableIterator<StateSnapshot> {
    yield* readHistory(this as AnyPregel, config, options);
  }

  /** Writes into a thread as a node would, without running one. @returns the config of the new checkpoint */
  async updateState(
    inputConfig: LangGraphRunnableConfig,
    values: unknown,
    asNode?: keyof Nodes | string,
  ): Promise<RunnableConfig> {
    return this.bulkUpdateState(inputConfig, [{ updates: [{ values, ...(asNode !== undefined && { asNode }) }] }]);
  }

  /** As `updateState`, for any number of super-steps with any number of updates each. */
  async bulkUpdateState(
    startConfig: LangGraphRunnableConfig,
    supersteps: Array<{ updates: Array<{ values?: unknown; asNode?: keyof Nodes | string }> }>,
  ): Promise<RunnableConfig> {
    return updateThread(this as AnyPregel, startConfig, supersteps as SuperstepUpdates[]);
  }

  /** Runs the graph to its end, or until it waits. */
  override invoke(
    input: InputType | CommandType | null,
    options?: Partial<Omit<PregelOptions<Nodes, Channels, ContextType>, 'encoding'>>,
  ): Promise<OutputType> {
    return invokePregel(this as AnyPregel, input, options as CallOptions) as Promise<OutputType>;
  }

  /** Runs the graph and tells of it. Leaving the stream, in whatever way, stops the run. */
  override async stream<
    TStreamMode extends StreamMode | StreamMode[] | undefined,
    TSubgraphs extends boolean,
    TEncoding extends 'text/event-stream' | undefined,
  >(
    input: InputType | CommandType | null,
    options?: Partial<PregelOptions<Nodes, Channels, ContextType, TStreamMode, TSubgraphs, TEncoding>>,
  ): Promise<
    IterableReadableStream<
      StreamOutputMap<
        TStreamMode,
        TSubgraphs,
        StreamUpdatesType,
        StreamValuesType,
        keyof Nodes,
        NodeReturnType,
        StreamCustom,
        TEncoding
      >
    >
  > {
    return openRun(this as AnyPregel, input, options as CallOptions) as Promise<never>;
  }

  override streamEvents<const T extends Transformers = []>(
    input: InputType | CommandType | null,
    options: TypedEventOptions<Nodes, Channels, ContextType, T> & { encoding: 'text/event-stream' },
  ): Promise<IterableReadableStream<Uint8Array>>;
  override streamEvents<const T extends Transformers = []>(
    input: InputType | CommandType | null,
    options: TypedEventOptions<Nodes, Channels, ContextType, T> & { encoding?: undefined },
  ): Promise<GraphRunStream<OutputType, InferExtensions<readonly [...TStreamTransformers, ...T]>>>;
  override streamEvents(
    input: InputType | CommandType | null,
    options: EventOptions<Nodes, Channels, ContextType>,
    streamOptions?: Parameters<Runnable['streamEvents']>[2],
  ): IterableReadableStream<StreamEvent>;
  override streamEvents(
    input: InputType | CommandType | null,
    options: EventOptions<Nodes, Channels, ContextType> & { encoding: 'text/event-stream' },
    streamOptions?: Parameters<Runnable['streamEvents']>[2],
  ): IterableReadableStream<Uint8Array>;
  override streamEvents(
    input: InputType | CommandType | null,
    options: TypedEventOptions<any, any, any, Transformers> | EventOptions<Nodes, Channels, ContextType>,
    streamOptions?: Parameters<Runnable['streamEvents']>[2],
  ): any {
    if (options.version === 'v3')
      return streamTypedEvents(this as AnyPregel, input, options as CallOptions & { version: 'v3' });
    const controller = new AbortController();
    const signal = signalOf(options.signal, controller);
    const called = { recursionLimit: this.config?.recursionLimit, ...options, signal };
    return eventStream<unknown>(super.streamEvents(input, called, streamOptions), controller);
  }

  /** What `streamEvents` of versions 1 and 2 reads: a run with the callbacks that they listen to. */
  override async *_streamIterator(
    input: InputType | CommandType | null,
    options?: Partial<PregelOptions<any, any, any>>,
  ): AsyncGenerator<any> {
    yield* await openRun(this as AnyPregel, input, options as CallOptions);
  }

  /** Callback handlers that feed a stream. */
  _streamHandlers(stream: RunStream | undefined): { readonly handlers: CallbackHandlerMethods[] } {
    return { handlers: stream === undefined ? [] : handlersFor(stream) };
  }

  /** Checks an input before it is written; graphs with a schema parse it. */
  protected async _validateInput(input: PregelInputType): Promise<any> {
    return input;
  }

  /** Checks what nodes get as context; graphs with a schema parse it. */
  protected async _validateContext(
    context: Partial<LangGraphRunnableConfig['context']>,
  ): Promise<LangGraphRunnableConfig['context']> {
    return context as LangGraphRunnableConfig['context'];
  }

  /** Whether a result of this graph, or a chunk of its stream, waits for answers. */
  isInterrupted(values: unknown): values is { [INTERRUPT]: any[] } {
    return isInterrupted(values);
  }

  async clearCache(): Promise<void> {
    await this.cache?.clear([]);
  }

  /** The graph as the engine runs it, compiled when it first runs. */
  _program(): PregelProgram {
    return (this.#program ??= compilePregel(this.nodes, this.channels));
  }
}
