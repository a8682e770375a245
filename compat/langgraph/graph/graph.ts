/** The builder of a graph without shared state: what a node returns is what the next one gets. */
import { _coerceToRunnable, type Runnable } from '@langchain/core/runnables';
import type { All, BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { EphemeralValue } from '../channels/index.ts';
import { END, START } from '../reserved-names.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import type { RunnableLike } from '../state/runnable-like.ts';
import type { StateDefinition, StateType } from '../state/index.ts';
import { Branch, type BranchOptions, type BranchPathReturnValue } from './branch.ts';
import { CompiledGraph } from './compiled-graph.ts';
import type { AddNodeOptions, AnyPregel, NodeSpec } from './node-spec.ts';
import type { StreamTransformerFactories } from './stream-transformer-factories.ts';
import { validateGraph } from './validate-graph.ts';

/* oxlint-disable typescript/no-explicit-any -- the published types take whatever nodes take and give */

type NodeAction<S, U, C extends StateDefinition> = RunnableLike<
  S,
  U extends object ? U & Record<string, any> : U,
  LangGraphRunnableConfig<StateType<C>>
>;

/** One node as `addNode` takes it. */
export type NodeEntry<Options = AddNodeOptions> = [key: string, action: RunnableLike<any, any>, options?: Options];

export interface GraphCompileOptions<N extends string, TTransformers> {
  checkpointer?: BaseCheckpointSaver | false;
  interruptBefore?: N[] | All;
  interruptAfter?: N[] | All;
  name?: string;
  transformers?: TTransformers;
}

export class Graph<
  N extends string = typeof START | typeof END,
  RunInput = any,
  RunOutput = any,
  NodeSpecType extends NodeSpec<RunInput, RunOutput> = NodeSpec<RunInput, RunOutput>,
  C extends StateDefinition = StateDefinition,
> {
  nodes: Record<N, NodeSpecType> = {} as Record<N, NodeSpecType>;
  edges: Set<[N | typeof START, N | typeof END]> = new Set();
  /** Node → name of the condition → conditional edge. */
  branches: Record<string, Record<string, Branch<RunInput, N, any>>> = {};
  declare entryPoint?: string;
  compiled = false;

  protected warnIfCompiled(message: string): void {
    if (this.compiled) console.warn(message);
  }

  get allEdges(): Set<[string, string]> {
    return this.edges;
  }

  addNode<K extends string, NodeInput = RunInput, NodeOutput = RunOutput>(
    nodes:
      | Record<K, NodeAction<NodeInput, NodeOutput, C>>
      | [key: K, action: NodeAction<NodeInput, NodeOutput, C>, options?: AddNodeOptions][],
  ): Graph<N | K, RunInput, RunOutput>;
  addNode<K extends string, NodeInput = RunInput, NodeOutput = RunOutput>(
    key: K,
    action: NodeAction<NodeInput, NodeOutput, C>,
    options?: AddNodeOptions,
  ): Graph<N | K, RunInput, RunOutput>;
  addNode(...args: readonly any[]): any {
    for (const [key, action, options] of nodeEntries(args)) {
      this.assertNewNode(key);
      if (key === END) throw new Error(`Node \`${key}\` is reserved.`);
      const runnable = _coerceToRunnable<any, any>(action as Parameters<typeof _coerceToRunnable>[0]);
      const spec: NodeSpec<any, any> = {
        runnable,
        metadata: options?.metadata,
        subgraphs: isPregelLike(runnable) ? [runnable] : options?.subgraphs,
        ends: options?.ends,
      };
      this.nodes[key as N] = spec as NodeSpecType;
    }
    return this;
  }

  /** Refuses names that cannot be used, and warns where it is too late. */
  protected assertNewNode(key: string): void {
    for (const reserved of ['|', ':'])
      if (key.includes(reserved))
        throw new Error(`"${reserved}" is a reserved character and is not allowed in node names.`);
    this.warnIfCompiled(
      'Adding a node to a graph that has already been compiled. This will not be reflected in the compiled graph.',
    );
    if (Object.hasOwn(this.nodes, key)) throw new Error(`Node \`${key}\` already present.`);
  }

  addEdge(startKey: N | typeof START, endKey: N | typeof END): this {
    this.warnIfCompiled(
      'Adding an edge to a graph that has already been compiled. This will not be reflected in the compiled graph.',
    );
    if (startKey === END) throw new Error('END cannot be a start node');
    if (endKey === START) throw new Error('START cannot be an end node');
    if (!('channels' in this) && [...this.edges].some(([start]) => start === startKey))
      throw new Error(`Already found path for ${startKey}. For multiple edges, use StateGraph.`);
    this.edges.add([startKey, endKey]);
    return this;
  }

  addConditionalEdges(source: BranchOptions<RunInput, N, LangGraphRunnableConfig<StateType<C>>>): this;
  addConditionalEdges(
    source: N,
    path: RunnableLike<RunInput, BranchPathReturnValue, LangGraphRunnableConfig<StateType<C>>>,
    pathMap?: BranchOptions<RunInput, N, LangGraphRunnableConfig<StateType<C>>>['pathMap'],
  ): this;
  addConditionalEdges(
    source: N | BranchOptions<RunInput, N, any>,
    path?: RunnableLike<RunInput, BranchPathReturnValue, any>,
    pathMap?: BranchOptions<RunInput, N, any>['pathMap'],
  ): this {
    const options =
      typeof source === 'object' ? source : ({ source, path, pathMap } as BranchOptions<RunInput, N, any>);
    this.warnIfCompiled(
      'Adding an edge to a graph that has already been compiled. This will not be reflected in the compiled graph.',
    );
    const branch = new Branch<RunInput, N, any>(options);
    const name = branch.path.getName() === 'RunnableLambda' ? 'condition' : branch.path.getName();
    const branches = (this.branches[options.source] ??= {});
    if (Object.hasOwn(branches, name))
      throw new Error(`Condition \`${name}\` already present for node \`${options.source}\``);
    branches[name] = branch;
    return this;
  }

  /** @deprecated Say `addEdge(START, key)`. */
  setEntryPoint(key: N): this {
    this.warnIfCompiled(
      'Setting the entry point of a graph that has already been compiled. This will not be reflected in the compiled graph.',
    );
    return this.addEdge(START, key);
  }

  /** @deprecated Say `addEdge(key, END)`. */
  setFinishPoint(key: N): this {
    this.warnIfCompiled(
      'Setting a finish point of a graph that has already been compiled. This will not be reflected in the compiled graph.',
    );
    return this.addEdge(key, END);
  }

  compile<const TTransformers extends StreamTransformerFactories = []>(
    options: GraphCompileOptions<N, TTransformers> = {},
  ): CompiledGraph<N, RunInput, RunOutput, Record<string, any>, any, any, unknown, unknown, any, TTransformers> {
    const { checkpointer, interruptBefore, interruptAfter, name, transformers } = options;
    this.validate([...namesIn(interruptBefore), ...namesIn(interruptAfter)]);
    const compiled = new CompiledGraph<
      N,
      RunInput,
      RunOutput,
      Record<string, any>,
      any,
      any,
      unknown,
      unknown,
      any,
      TTransformers
    >({
      builder: this,
      checkpointer,
      interruptAfter,
      interruptBefore,
      autoValidate: false,
      nodes: {} as any,
      channels: { [START]: new EphemeralValue(), [END]: new EphemeralValue() },
      inputChannels: START,
      outputChannels: END,
      streamChannels: [],
      streamMode: 'values',
      name,
      streamTransformers: transformers,
    });
    for (const [key, node] of Object.entries<NodeSpecType>(this.nodes)) compiled.attachNode(key as N, node);
    for (const [start, end] of this.edges) compiled.attachEdge(start, end);
    for (const [start, branches] of Object.entries(this.branches))
      for (const [key, branch] of Object.entries(branches)) compiled.attachBranch(start as N, key, branch as any);
    return compiled.validate();
  }

  /** Throws where nodes and edges do not hang together; afterwards changes warn. */
  validate(interrupt?: string[]): void {
    validateGraph(this, interrupt);
    this.compiled = true;
  }
}

/** The nodes of a call of `addNode`, in any of its forms. */
export function nodeEntries<Options = AddNodeOptions>(args: readonly any[]): NodeEntry<Options>[] {
  const [first] = args;
  if (typeof first === 'string') return [args as unknown as NodeEntry<Options>];
  const entries = (Array.isArray(first) ? first : Object.entries(first as object)) as NodeEntry<Options>[];
  if (entries.length === 0) throw new Error('No nodes provided in `addNode`');
  return entries;
}

/** The nodes that are named one by one. */
export function namesIn(interrupt: readonly string[] | All | undefined): readonly string[] {
  return Array.isArray(interrupt) ? interrupt : [];
}

/** Whether it is a compiled graph, of this or another copy of the package, or a remote one. */
export function isPregelLike(value: object): value is Runnable<any, any> & AnyPregel {
  return 'lg_is_pregel' in value && value.lg_is_pregel === true;
}
