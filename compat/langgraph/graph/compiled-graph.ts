/** A compiled graph: a Pregel that knows its builder, and can be drawn. */
import type { RunnableConfig } from '@langchain/core/runnables';
import type { Graph as DrawableGraph } from '@langchain/core/runnables/graph';
import { EphemeralValue, type BaseChannel } from '../channels/index.ts';
import { END, START, TAG_HIDDEN } from '../reserved-names.ts';
import { Pregel } from '../pregel/pregel.ts';
import { PregelNode } from '../pregel/pregel-node.ts';
import type { PregelOptions, PregelParams } from '../pregel/pregel-options.ts';
import type { NodeWriter } from '../pregel/node-writer.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import { Send } from '../send.ts';
import type { Branch } from './branch.ts';
import { drawGraph, type DrawConfig, type DrawnSubgraphs } from './draw-graph.ts';
import type { Graph } from './graph.ts';
import type { NodeSpec } from './node-spec.ts';
import type { StreamTransformer, StreamTransformerFactories } from './stream-transformer-factories.ts';

/* oxlint-disable typescript/no-explicit-any -- the published types take whatever nodes take and give */

type CompiledNodes<N extends string, State, Update> = Record<N | typeof START, PregelNode<State, Update>>;
type CompiledChannels = Record<string, BaseChannel>;
export type CompiledGraphParams<N extends string, State, Update, TTransformers extends StreamTransformerFactories> = {
  builder: Graph<N, State, Update>;
} & PregelParams<CompiledNodes<N, State, Update>, CompiledChannels, TTransformers>;

export class CompiledGraph<
  N extends string,
  State = any,
  Update = any,
  ContextType extends Record<string, any> = Record<string, any>,
  InputType = any,
  OutputType = any,
  NodeReturnType = unknown,
  CommandType = unknown,
  StreamCustomType = any,
  TStreamTransformers extends StreamTransformerFactories = [],
> extends Pregel<
  CompiledNodes<N, State, Update>,
  CompiledChannels,
  ContextType & Record<string, any>,
  InputType,
  OutputType,
  InputType,
  OutputType,
  NodeReturnType,
  CommandType,
  StreamCustomType,
  TStreamTransformers
> {
  declare '~NodeType': N;
  declare '~NodeReturnType': NodeReturnType;
  declare '~RunInput': Update;
  declare '~RunOutput': State;
  builder: Graph<N, State, Update>;

  constructor({ builder, ...rest }: CompiledGraphParams<N, State, Update, TStreamTransformers>) {
    super(rest);
    this.builder = builder;
  }

  override withConfig<const TTransformers extends StreamTransformerFactories = []>(
    config: Omit<LangGraphRunnableConfig, 'store' | 'writer' | 'interrupt'> & { streamTransformers: TTransformers },
  ): CompiledGraph<
    N,
    State,
    Update,
    ContextType,
    InputType,
    OutputType,
    NodeReturnType,
    CommandType,
    StreamCustomType,
    readonly [...TStreamTransformers, ...TTransformers]
  >;
  override withConfig(
    config: PregelOptions<CompiledNodes<N, State, Update>, CompiledChannels, ContextType & Record<string, any>>,
  ): this;
  override withConfig(config: object): any {
    return super.withConfig(config as never);
  }

  attachNode(key: N, node: NodeSpec<State, Update>): void {
    const pass: NodeWriter = (output, scope) => scope.write(key, output);
    channelsOf(this)[key] = new EphemeralValue();
    nodesOf(this)[key] = new PregelNode({
      channels: [],
      triggers: [],
      metadata: node.metadata,
      subgraphs: node.subgraphs,
      ends: node.ends,
      bound: node.runnable,
      writers: [pass],
    });
    (this.streamChannels as string[]).push(key);
  }

  attachEdge(start: N | typeof START, end: N | typeof END): void {
    if (end !== END) return subscribe(this, end, start);
    if (start === START) throw new Error('Cannot have an edge from START to END');
    nodesOf(this)[start]?.writers.push((output, scope) => scope.write(END, output));
  }

  attachBranch(start: N | typeof START, name: string, branch: Branch<State, N>): void {
    const node = (nodesOf(this)[start] ??= new PregelNode({
      channels: [START],
      triggers: [START],
      tags: [TAG_HIDDEN],
    }));
    const writer: NodeWriter = branch.writer((destinations, scope, output) => {
      for (const destination of destinations) {
        if (destination instanceof Send) scope.send(destination);
        else scope.write(destination === END ? END : branchChannel(start, name, destination), output);
      }
    });
    writer.edge = 'conditional';
    node.writers.push(writer);
    const ends = branch.ends ? Object.values<string>(branch.ends) : Object.keys(this.builder.nodes);
    for (const end of ends) {
      if (end === END) continue;
      const channel = branchChannel(start, name, end);
      channelsOf(this)[channel] = new EphemeralValue();
      subscribe(this, end, channel);
    }
  }

  override async getGraphAsync(config?: RunnableConfig & DrawConfig): Promise<DrawableGraph> {
    const drawn: DrawnSubgraphs = {};
    if (config?.xray)
      for await (const [name, graph] of this.getSubgraphsAsync())
        if (isCompiledGraph(graph)) drawn[name] = await graph.getGraphAsync(oneLevelDown(config));
    return drawGraph(this, drawn, config);
  }

  /** @deprecated `getGraphAsync` knows graphs of other packages too. */
  override getGraph(config?: RunnableConfig & DrawConfig): DrawableGraph {
    const drawn: DrawnSubgraphs = {};
    if (config?.xray)
      for (const [name, graph] of this.getSubgraphs())
        if (isCompiledGraph(graph)) drawn[name] = graph.getGraph(oneLevelDown(config));
    return drawGraph(this, drawn, config);
  }
}

type Compiled = { readonly nodes: object; readonly channels: object };

/** The nodes by any name: those that are known by type are only known once all are attached. */
export function nodesOf(compiled: Compiled): Record<string, PregelNode> {
  return compiled.nodes as Record<string, PregelNode>;
}

export function channelsOf(compiled: Compiled): Record<string, BaseChannel> {
  return compiled.channels as Record<string, BaseChannel>;
}

function subscribe(compiled: Compiled, name: string, channel: string): void {
  const node = nodesOf(compiled)[name];
  node?.triggers.push(channel);
  (node?.channels as string[] | undefined)?.push(channel);
}

type NodeOf<Spec> = Spec extends { node: infer N extends string } ? N : any;
type ContextOf<Spec> = Spec extends { context: infer Context extends Record<string, any> }
  ? Context
  : Record<string, any>;
type SlotOf<Spec, Slot extends string, Default> = Spec extends { [K in Slot]: infer T } ? T : Default;
type TransformersOf<Spec> = Spec extends { streamTransformers: infer Transformers }
  ? Transformers extends StreamTransformerFactories
    ? Transformers
    : Transformers extends ReadonlyArray<StreamTransformer<any>>
      ? { readonly [K in keyof Transformers]: () => Transformers[K] }
      : Transformers extends StreamTransformer<any>
        ? readonly [() => Transformers]
        : []
  : [];

/** A compiled graph by the names of its types: `CompiledGraphType<{ state: State; update: Update }>`. */
export type CompiledGraphType<Spec extends object = object> = CompiledGraph<
  NodeOf<Spec>,
  SlotOf<Spec, 'state', any>,
  SlotOf<Spec, 'update', any>,
  ContextOf<Spec>,
  SlotOf<Spec, 'input', any>,
  SlotOf<Spec, 'output', any>,
  SlotOf<Spec, 'nodeReturn', unknown>,
  SlotOf<Spec, 'command', unknown>,
  SlotOf<Spec, 'streamCustom', any>,
  TransformersOf<Spec>
>;

function branchChannel(start: string, name: string, end: string): string {
  return `branch:${start}:${name}:${end}`;
}

function oneLevelDown(config: RunnableConfig & DrawConfig): RunnableConfig & DrawConfig {
  return { ...config, xray: typeof config.xray === 'number' ? config.xray - 1 : config.xray };
}

function isCompiledGraph(value: unknown): value is CompiledGraph<string> {
  const { attachNode, attachEdge } = value as Partial<CompiledGraph<string>>;
  return typeof attachNode === 'function' && typeof attachEdge === 'function';
}
