/** Refuses graphs that cannot work, naming the node and the remedy. */
import { GraphValidationError } from '../base/index.ts';
import { listNames } from './describe-value.ts';
import type { GraphDefinition } from './graph-definition.ts';
import { END, START } from './plan.ts';

/**
 * @throws GraphValidationError for an edge to or from a node that does not exist, a graph that does not begin, or a node
 *   that nothing leads to
 */
export function validateGraph(graph: GraphDefinition): void {
  for (const { from, to } of graph.edges) {
    checkSource(graph, from, `The edge from "${from}" to "${to}"`);
    checkTarget(graph, to, `The edge from "${from}" to "${to}"`);
  }
  for (const { from, targets } of graph.routers) {
    checkSource(graph, from, `A conditional edge from "${from}"`);
    for (const to of targets?.values() ?? []) checkTarget(graph, to, `A conditional edge from "${from}"`);
  }
  checkReachable(graph);
}

function checkSource(graph: GraphDefinition, from: string, edge: string): void {
  if (from === END)
    throw new GraphValidationError(`${edge} begins at END, where the graph is over: begin it at a node.`);
  if (from !== START && !graph.nodes.has(from)) throw missingNode(graph, from, edge);
}

function checkTarget(graph: GraphDefinition, to: string, edge: string): void {
  if (to === START)
    throw new GraphValidationError(`${edge} leads to START, which only the input comes from: lead it to a node.`);
  if (to !== END && !graph.nodes.has(to)) throw missingNode(graph, to, edge);
}

function missingNode(graph: GraphDefinition, name: string, edge: string): GraphValidationError {
  return new GraphValidationError(
    `${edge} names "${name}", which is not a node: add it with addNode, or name one of ${listNames(graph.nodes.keys())}.`,
  );
}

function checkReachable(graph: GraphDefinition): void {
  const stranded = unreachedNodes(graph);
  if (stranded.length > 0) {
    throw new GraphValidationError(
      `Nothing leads to ${listNames(stranded)}: add an edge to it, name it among the targets of a conditional edge, or remove it.`,
    );
  }
}

function unreachedNodes(graph: GraphDefinition): string[] {
  const successors = successorsByNode(graph);
  const reached = new Set([START]);
  // The iteration also visits what is added while it goes on.
  for (const name of reached) {
    const next = successors.get(name);
    if (next === ANYWHERE) return [];
    next?.forEach((to) => reached.add(to));
  }
  if (reached.size === 1) {
    throw new GraphValidationError(
      'The graph does not begin: lead an edge from START to its first node, addEdge(START, …).',
    );
  }
  return [...graph.nodes.keys()].filter((name) => !reached.has(name));
}

/** Where a conditional edge without targets may lead. */
const ANYWHERE = 'anywhere';

function successorsByNode(graph: GraphDefinition): ReadonlyMap<string, string[] | typeof ANYWHERE> {
  const successors = new Map<string, string[] | typeof ANYWHERE>();
  const lead = (from: string, to: Iterable<string>): void => {
    const known = successors.get(from);
    if (known === undefined) successors.set(from, [...to]);
    else if (known !== ANYWHERE) known.push(...to);
  };
  for (const { from, to } of graph.edges) lead(from, [to]);
  for (const { from, targets } of graph.routers) {
    if (targets === undefined) successors.set(from, ANYWHERE);
    else lead(from, targets.values());
  }
  return successors;
}
