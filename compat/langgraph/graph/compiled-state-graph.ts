/** A compiled StateGraph: how its nodes read the state, and what becomes of what they return. */
import type { Runnable } from '@langchain/core/runnables';
import { interopParse, isInteropZodObject } from '@langchain/core/utils/types';
import {
  EphemeralValue,
  LastValueAfterFinish,
  NamedBarrierValue,
  NamedBarrierValueAfterFinish,
} from '../channels/index.ts';
import type { CommandInstance } from '../command.ts';
import { END, ROOT, START, TAG_HIDDEN, type INTERRUPT } from '../reserved-names.ts';
import { isInterrupted, type Interrupt } from '../interrupts.ts';
import type { NodeBody, NodeWriter } from '../pregel/node-writer.ts';
import { PregelNode } from '../pregel/pregel-node.ts';
import { RunnableCallable, bodyOf } from '../runnable-callable.ts';
import type { StateDefinition } from '../state/index.ts';
import { schemaMetaRegistry, type SchemaMetaRegistry } from '../zod/schema-meta-registry.ts';
import type { Branch } from './branch.ts';
import { commandGotoWriter } from './command-goto.ts';
import { CompiledGraph, channelsOf, nodesOf, type CompiledGraphParams } from './compiled-graph.ts';
import { goTo, triggerOf } from './destinations.ts';
import { parseGraphInput, type InputSchemas } from './graph-input.ts';
import type { InferInterruptInputType, InferInterruptResumeType, InferWriterType } from './interrupt-inference.ts';
import type { StateGraphNodeSpec } from './node-spec.ts';
import type { ExtractStateType, ExtractUpdateType } from './schema-inference.ts';
import type { StateDefinitionInit } from './state-graph-init.ts';
import type { Prettify } from './node-action.ts';
import type { StateGraph } from './state-graph.ts';
import { stateUpdateWriter } from './state-update.ts';
import type { StreamTransformerFactories } from './stream-transformer-factories.ts';
import { updateParserOf, type UpdateParser } from './update-parser.ts';

export class CompiledStateGraph<
  S,
  U,
  N extends string = typeof START,
  I extends StateDefinitionInit = StateDefinition,
  O extends StateDefinitionInit = StateDefinition,
  C extends StateDefinitionInit = StateDefinition,
  NodeReturnType = unknown,
  InterruptType = unknown,
  WriterType = unknown,
  TStreamTransformers extends StreamTransformerFactories = [],
> extends CompiledGraph<
  N,
  S,
  U,
  ExtractStateType<C>,
  ExtractUpdateType<I, ExtractStateType<I>>,
  ExtractStateType<O>,
  NodeReturnType,
  CommandInstance<InferInterruptResumeType<InterruptType>, Prettify<U>, N>,
  InferWriterType<WriterType>,
  TStreamTransformers
> {
  declare builder: StateGraph<unknown, S, U, N, I, O, C, NodeReturnType>;
  /** For whoever has to choose between graphs. */
  description?: string;
  _metaRegistry: SchemaMetaRegistry = schemaMetaRegistry;
  private stateKeys?: ReadonlySet<string>;
  private inputs?: Map<StateDefinition, Record<string, string> | string[]>;
  private parser?: { readonly parse: UpdateParser | undefined };

  constructor({
    description,
    ...rest
  }: { description?: string | undefined } & CompiledGraphParams<N, S, U, TStreamTransformers>) {
    super(rest);
    this.description = description;
  }

  override attachNode(key: typeof START, node?: never): void;
  override attachNode(key: N, node: StateGraphNodeSpec<S, U>): void;
  override attachNode(key: string, node?: StateGraphNodeSpec<S, U>): void {
    const { builder } = this;
    if (node === undefined) {
      const writers = this.writersOf(key, new Set(Object.keys(builder._inputDefinition)));
      nodesOf(this)[key] = new PregelNode({ tags: [TAG_HIDDEN], triggers: [START], channels: [START], writers });
      return;
    }
    const trigger = triggerOf(key);
    channelsOf(this)[trigger] = node.defer ? new LastValueAfterFinish() : new EphemeralValue(false);
    this.stateKeys ??= new Set(Object.keys(builder.channels));
    nodesOf(this)[key] = new PregelNode({
      triggers: [trigger],
      channels: this.inputChannelsOf(node.input ?? builder._schemaDefinition),
      writers: this.writersOf(key, this.stateKeys),
      bound: node.runnable,
      body: bodyOfRunnable(node.runnable),
      metadata: node.metadata,
      retryPolicy: node.retryPolicy,
      cachePolicy: node.cachePolicy || undefined,
      timeout: node.timeout,
      subgraphs: node.subgraphs,
      ends: node.ends,
      isErrorHandler: node.isErrorHandler,
      errorHandlerNode: node.errorHandlerNode,
    });
  }

  /** Nodes of one input share what says where it is read; nothing ever changes it. */
  private inputChannelsOf(input: StateDefinition): Record<string, string> | string[] {
    this.inputs ??= new Map();
    let channels = this.inputs.get(input);
    if (channels === undefined) this.inputs.set(input, (channels = inputChannels(Object.keys(input))));
    return channels;
  }

  private writersOf(node: string, keys: ReadonlySet<string>): NodeWriter[] {
    this.parser ??= { parse: updateParserOf(this.builder._schemaRuntimeDefinition, this._metaRegistry) };
    return [stateUpdateWriter({ node, keys, ...this.parser }), commandGotoWriter(node)];
  }

  override attachEdge(starts: N | N[] | typeof START, end: N | typeof END): void {
    if (end === END) return;
    const nodes = nodesOf(this);
    if (!Array.isArray(starts)) {
      const trigger = triggerOf(end);
      nodes[starts]?.writers.push(edgeWriter(trigger, null));
      return;
    }
    const join = `join:${starts.join('+')}:${end}`;
    const names = new Set<string>(starts);
    const { defer } = this.builder.nodes[end];
    channelsOf(this)[join] = defer ? new NamedBarrierValueAfterFinish(names) : new NamedBarrierValue(names);
    nodes[end]?.triggers.push(join);
    for (const start of starts) nodes[start]?.writers.push(edgeWriter(join, start));
  }

  override attachBranch(
    start: N | typeof START,
    _name: string,
    branch: Branch<S, N>,
    { withReader = true }: { withReader?: boolean } = {},
  ): void {
    const read = this.streamChannels ?? this.outputChannels;
    const writer: NodeWriter = branch.writer(
      (destinations, scope) => goTo(destinations, start, scope),
      withReader ? (scope) => scope.read(read, true) : undefined,
    );
    writer.edge = 'conditional';
    nodesOf(this)[start]?.writers.push(writer);
  }

  protected override async _validateInput(
    input: ExtractUpdateType<I, ExtractStateType<I>>,
  ): Promise<ExtractUpdateType<I, ExtractStateType<I>>> {
    const { builder, _metaRegistry } = this;
    const schemas: InputSchemas = { input: builder._inputRuntimeDefinition, state: builder._schemaRuntimeDefinition };
    return parseGraphInput(input, schemas, _metaRegistry) as Promise<ExtractUpdateType<I, ExtractStateType<I>>>;
  }

  override isInterrupted(
    input: unknown,
  ): input is { [INTERRUPT]: Interrupt<InferInterruptInputType<InterruptType>>[] } {
    return isInterrupted(input);
  }

  protected override async _validateContext(
    config: Partial<Record<string, unknown>>,
  ): Promise<Partial<Record<string, unknown>>> {
    const schema = this.builder._configRuntimeSchema;
    if (isInteropZodObject(schema)) interopParse(schema, config);
    return config;
  }
}

/** Every key from the channel of its name; a state that is one value from its only channel. */
function inputChannels(keys: string[]): Record<string, string> | string[] {
  if (keys.length === 1 && keys[0] === ROOT) return keys;
  return Object.fromEntries(keys.map((key) => [key, key]));
}

/** Nothing for what has to be run as a Runnable. */
function bodyOfRunnable(runnable: Runnable): NodeBody | undefined {
  const isBare = runnable instanceof RunnableCallable && !runnable.trace && runnable.config === undefined;
  return isBare ? bodyOf(runnable) : undefined;
}

function edgeWriter(channel: string, value: unknown): NodeWriter {
  const writer: NodeWriter = (_output, scope) => scope.write(channel, value);
  writer.edge = 'plain';
  return writer;
}
