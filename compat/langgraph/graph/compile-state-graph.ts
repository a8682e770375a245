/** Compiles a StateGraph: every node, edge and condition becomes a part of a Pregel. */
import type { All, BaseCache, BaseCheckpointSaver, BaseStore } from '@langchain/langgraph-checkpoint';
import { EphemeralValue } from '../channels/index.ts';
import { ROOT, START } from '../reserved-names.ts';
import { CompiledStateGraph } from './compiled-state-graph.ts';
import { namesIn } from './graph.ts';
import { DEFAULT_ERROR_HANDLER_NODE, errorHandlerSpec, withDefaults } from './node-defaults.ts';
import type { StateGraphNodeSpec } from './node-spec.ts';
import type { StateGraph } from './state-graph.ts';
import type { StreamTransformerFactories } from './stream-transformer-factories.ts';

/* oxlint-disable typescript/no-explicit-any -- what the types of nodes are makes no difference here */

export interface StateGraphCompileOptions<N extends string, TTransformers> {
  checkpointer?: BaseCheckpointSaver | boolean;
  store?: BaseStore;
  cache?: BaseCache;
  interruptBefore?: N[] | All;
  interruptAfter?: N[] | All;
  name?: string;
  /** For whoever has to choose between graphs. */
  description?: string;
  transformers?: TTransformers;
}

type AnyStateGraph = StateGraph<any, any, any, any, any, any, any, any, any, any>;
type AnyOptions = StateGraphCompileOptions<any, StreamTransformerFactories>;

export function compileStateGraph(builder: AnyStateGraph, options: AnyOptions): CompiledStateGraph<any, any, any> {
  const nodes = builder.nodes as Record<string, StateGraphNodeSpec<any, any>>;
  const { errorHandler } = builder._nodeDefaults;
  if (errorHandler === undefined) return compileNodes(builder, options);
  if (Object.hasOwn(nodes, DEFAULT_ERROR_HANDLER_NODE)) throw nameTaken();
  // The handler is a node of the compiled graph alone.
  const spec = errorHandlerSpec(DEFAULT_ERROR_HANDLER_NODE, errorHandler, builder._schemaDefinition);
  nodes[DEFAULT_ERROR_HANDLER_NODE] = spec;
  try {
    return compileNodes(builder, options);
  } finally {
    delete nodes[DEFAULT_ERROR_HANDLER_NODE];
  }
}

function compileNodes(builder: AnyStateGraph, options: AnyOptions): CompiledStateGraph<any, any, any> {
  const { transformers, ...others } = options;
  builder.validate([...namesIn(others.interruptBefore), ...namesIn(others.interruptAfter)]);
  const compiled = new CompiledStateGraph<any, any, any>({
    ...others,
    builder,
    autoValidate: false,
    nodes: {} as any,
    channels: { ...builder.channels, [START]: new EphemeralValue() },
    inputChannels: START,
    outputChannels: rootOr(Object.keys(builder._outputDefinition as object)),
    streamChannels: rootOr(Object.keys(builder.channels)),
    streamMode: 'updates',
    userInterrupt: builder._interrupt,
    streamTransformers: transformers as any,
  });
  compiled.attachNode(START);
  for (const [key, spec] of Object.entries<StateGraphNodeSpec<any, any>>(builder.nodes))
    compiled.attachNode(key, withDefaults(spec, builder._nodeDefaults));
  for (const [start, end] of builder.edges) compiled.attachEdge(start, end);
  for (const [starts, end] of builder.waitingEdges) compiled.attachEdge(starts, end);
  for (const [start, branches] of Object.entries(builder.branches))
    for (const [name, branch] of Object.entries(branches)) compiled.attachBranch(start, name, branch);
  return compiled.validate();
}

function nameTaken(): Error {
  return new Error(
    `Cannot apply a default error handler: the reserved node name \`${DEFAULT_ERROR_HANDLER_NODE}\` is already in use. ` +
      'setNodeDefaults({ errorHandler }) registers a node with that name; rename the conflicting node.',
  );
}

/** A state that is one value instead of a record is read as such. */
function rootOr(keys: string[]): string | string[] {
  return keys.length === 1 && keys[0] === ROOT ? ROOT : keys;
}
