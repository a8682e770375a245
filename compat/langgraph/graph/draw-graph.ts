/** A graph as LangChain draws it. */
import type { Runnable, RunnableConfig } from '@langchain/core/runnables';
import { Graph as DrawableGraph } from '@langchain/core/runnables/graph';
import { END, START } from '../reserved-names.ts';

export interface DrawConfig {
  /** Whether graphs within nodes are drawn, or how many levels of them. */
  xray?: boolean | number;
}

/** What is drawn in place of nodes, by their names. */
export type DrawnSubgraphs = Record<string, DrawableGraph>;

type DrawnNode = ReturnType<DrawableGraph['addNode']>;
type DrawnEnds = Record<string, Pick<DrawnNode, 'id' | 'data'>>;
type DataOfNode = Parameters<DrawableGraph['addNode']>[0];

interface DrawnSpec {
  runnable: Runnable;
  metadata?: Record<string, unknown>;
  ends?: string[];
  isErrorHandler?: boolean;
}

interface DrawnCompiled {
  builder: {
    nodes: Record<string, DrawnSpec>;
    branches: Record<string, Record<string, { ends?: Record<string, string> }>>;
    allEdges: ReadonlySet<readonly [string, string]>;
  };
  interruptBefore?: unknown;
  interruptAfter?: unknown;
}

/** The start and the end take and give anything. */
const anything = { schema: { $schema: 'https://json-schema.org/draft/2020-12/schema' } } as unknown as DataOfNode;

export function drawGraph(
  compiled: DrawnCompiled,
  subgraphs: DrawnSubgraphs,
  config?: RunnableConfig & DrawConfig,
): DrawableGraph {
  const drawing = new Drawing();
  for (const [key, spec] of Object.entries(compiled.builder.nodes)) {
    const metadata = { ...spec.metadata, ...interruptMark(compiled, key) };
    if (config?.xray) drawing.addGraph(key, subgraphs[key] ?? spec.runnable.getGraph(config), { spec, metadata });
    else drawing.addNode(key, spec, metadata);
  }
  drawing.addEdges(compiled.builder);
  return drawing.graph;
}

function interruptMark(compiled: DrawnCompiled, key: string): { __interrupt?: string } {
  const before = includes(compiled.interruptBefore, key);
  const after = includes(compiled.interruptAfter, key);
  if (before && after) return { __interrupt: 'before,after' };
  if (before) return { __interrupt: 'before' };
  return after ? { __interrupt: 'after' } : {};
}

function includes(interrupt: unknown, key: string): boolean {
  return (interrupt as string | string[] | undefined)?.includes(key) === true;
}

/** The name of a node in a drawing: Mermaid keeps this word for itself. */
function displayName(key: string): string {
  return key === 'subgraph' ? `"${key}"` : key;
}

class Drawing {
  readonly graph = new DrawableGraph();
  /** Where edges of a node begin, and where they end. A node that is drawn as a graph has two. */
  private readonly starts: DrawnEnds = { [START]: this.graph.addNode(anything, START) };
  private readonly ends: DrawnEnds = {};
  private readonly edges: { source: string; target: string; conditional: boolean }[] = [];

  addNode(key: string, { runnable }: DrawnSpec, metadata: Record<string, unknown>): void {
    const name = displayName(key);
    this.starts[name] = this.ends[name] = this.graph.addNode(runnable as DataOfNode, name, metadata);
  }

  /** Draws a graph in place of a node, unless it is no more than a node. */
  addGraph(key: string, graph: DrawableGraph, node: { spec: DrawnSpec; metadata: Record<string, unknown> }): void {
    graph.trimFirstNode();
    graph.trimLastNode();
    if (Object.keys(graph.nodes).length <= 1) return this.addNode(key, node.spec, node.metadata);
    const name = displayName(key);
    const [first, last] = this.graph.extend(graph, name);
    if (first === undefined) throw new Error(`Could not extend subgraph "${key}" due to missing entrypoint.`);
    if (last !== undefined) this.starts[name] = last;
    this.ends[name] = first;
  }

  addEdges({ nodes, branches, allEdges }: DrawnCompiled['builder']): void {
    const edges = [...allEdges].sort(([a], [b]) => (a < b ? -1 : Number(b < a)));
    for (const [source, target] of edges) this.addEdge(displayName(source), displayName(target));
    for (const [source, conditions] of Object.entries(branches)) {
      const others = Object.keys(nodes).filter((name) => name !== source);
      const anywhere = Object.fromEntries([...others.map((name) => [displayName(name), name]), [END, END]]) as Record<
        string,
        string
      >;
      for (const { ends = anywhere } of Object.values(conditions))
        for (const [label, target] of Object.entries(ends)) this.addConditional(source, target, label);
    }
    for (const [source, { ends = [] }] of Object.entries(nodes))
      for (const target of ends) this.addConditional(source, target);
    this.addImplicitEnds(nodes);
  }

  private addConditional(source: string, target: string, label?: string): void {
    this.addEdge(displayName(source), displayName(target), { label, conditional: true });
  }

  private addEdge(
    source: string,
    target: string,
    { label, conditional = false }: { label?: string; conditional?: boolean } = {},
  ): void {
    if (target === END) this.ends[END] ??= this.graph.addNode(anything, END);
    const from = this.starts[source];
    if (from === undefined) return;
    const to = this.ends[target];
    if (to === undefined) throw new Error(`End node ${target} not found!`);
    this.edges.push({ source, target, conditional });
    this.graph.addEdge(from as DrawnNode, to as DrawnNode, label === target ? undefined : label, conditional);
  }

  /** A node that a plain edge leads to and nothing leads from is the end of the run. */
  private addImplicitEnds(nodes: Record<string, DrawnSpec>): void {
    const sources = new Set(this.edges.map(({ source }) => source));
    const targets = new Set(
      this.edges.filter((edge) => !edge.conditional && edge.target !== END).map((edge) => edge.target),
    );
    const handlers = new Set(
      Object.keys(nodes)
        .filter((key) => nodes[key]?.isErrorHandler)
        .map(displayName),
    );
    for (const target of [...targets].sort())
      if (!sources.has(target) && !handlers.has(target)) this.addEdge(target, END);
  }
}
