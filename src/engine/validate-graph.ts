/** Refuses graphs that cannot work, naming the node and the remedy. */
import { GraphValidationError } from '../base/index.ts';
import { listNames } from './describe-value.ts';
import type { GraphDefinition, NodeDefinition } from './graph-definition.ts';
import { END, START, type Plan, type PlanNode } from './plan.ts';

/** @throws GraphValidationError for an edge, a conditional edge, a node's `ends` or a list of keys that names what does not exist; for a graph that does not begin */
export function checkReferences(graph: GraphDefinition): void {
  for (const { from, to } of graph.edges) {
    if (!isSource(graph, from)) throw badSource(graph, from, `The edge from "${from}" to "${to}"`);
    if (!isTarget(graph, to)) throw badTarget(graph, to, `The edge from "${from}" to "${to}"`);
  }
  for (const { from, to } of graph.joins) checkJoin(graph, from, to);
  for (const { from, targets } of graph.routers) {
    if (!isSource(graph, from)) throw badSource(graph, from, `A conditional edge from "${from}"`);
    for (const to of targets?.values() ?? [])
      if (!isTarget(graph, to)) throw badTarget(graph, to, `A conditional edge from "${from}"`);
  }
  for (const node of graph.nodes.values()) checkNode(graph, node);
  checkKeys(graph, graph.inputs, 'The input of the graph');
  checkKeys(graph, graph.outputs, 'The result of the graph');
  checkBegins(graph);
}

function checkBegins({ edges, routers, nodes }: GraphDefinition): void {
  if (edges.some(({ from }) => from === START) || routers.some(({ from }) => from === START)) return;
  for (const { triggers } of nodes.values()) if (triggers.length > 0) return;
  throw new GraphValidationError(
    'The graph does not begin: lead an edge from START to its first node, addEdge(START, …).',
  );
}

function isSource(graph: GraphDefinition, name: string): boolean {
  return name === START || graph.nodes.has(name);
}

function isTarget(graph: GraphDefinition, name: string): boolean {
  return name === END || graph.nodes.has(name);
}

function checkJoin(graph: GraphDefinition, from: readonly string[], to: string): void {
  const join = `The edge from ${listNames(from)} together to "${to}"`;
  for (const name of from) {
    if (!graph.nodes.has(name)) throw name === START ? waitsForStart(join) : badSource(graph, name, join);
  }
  if (to === END) throw new GraphValidationError(`${join} leads to END, which waits for nobody: leave it out.`);
  if (!isTarget(graph, to)) throw badTarget(graph, to, join);
}

function checkNode(graph: GraphDefinition, { name, input, triggers, ends }: NodeDefinition): void {
  if (ends !== undefined)
    for (const end of ends) if (!isTarget(graph, end)) throw badTarget(graph, end, `The option ends of "${name}"`);
  if (input !== undefined) checkKeys(graph, typeof input === 'string' ? [input] : input, `The input of "${name}"`);
  if (triggers.length > 0) checkKeys(graph, triggers, `The node "${name}"`);
}

function checkKeys(graph: GraphDefinition, names: readonly string[] | undefined, owner: string): void {
  const missing = names?.find((name) => !graph.channels.has(name));
  if (missing === undefined) return;
  throw new GraphValidationError(
    `${owner} names "${missing}", which is not a channel of the graph: declare it, or name one of ${listNames(graph.channels.keys())}.`,
  );
}

function waitsForStart(join: string): GraphValidationError {
  return new GraphValidationError(`${join} waits for START, which is always over: name the nodes alone.`);
}

function badSource(graph: GraphDefinition, name: string, edge: string): GraphValidationError {
  if (name !== END) return missingNode(graph, name, edge);
  return new GraphValidationError(`${edge} begins at END, where the graph is over: begin it at a node.`);
}

function badTarget(graph: GraphDefinition, name: string, edge: string): GraphValidationError {
  if (name !== START) return missingNode(graph, name, edge);
  return new GraphValidationError(`${edge} leads to START, which only the input comes from: lead it to a node.`);
}

function missingNode(graph: GraphDefinition, name: string, edge: string): GraphValidationError {
  return new GraphValidationError(
    `${edge} names "${name}", which is not a node: add it with addNode, or name one of ${listNames(graph.nodes.keys())}.`,
  );
}

/** @throws GraphValidationError for a node that nothing leads to */
export function checkReachable({ nodes, channels, start }: Plan): void {
  const ahead: PlanNode[] = [start];
  const reached = new Uint8Array(nodes.length);
  const reach = (indices: Iterable<number>): void => {
    for (const index of indices) {
      const node = nodes[index];
      if (node === undefined || reached[index] === 1) continue;
      reached[index] = 1;
      ahead.push(node);
    }
  };
  // Grows while it is walked.
  for (const node of ahead) {
    for (const { open, targets } of node.routers) {
      if (open) return;
      reach(targets.values());
    }
    if (!node.ends.open) reach(node.ends.targets.values());
    reach(node.targets);
    for (const { slot } of node.signals) reach(channels[slot]?.subscribers ?? []);
  }
  if (ahead.length > nodes.length) return;
  throw nothingLeadsTo(nodes.filter(({ index }) => reached[index] === 0).map(({ name }) => name));
}

function nothingLeadsTo(stranded: readonly string[]): GraphValidationError {
  return new GraphValidationError(
    `Nothing leads to ${listNames(stranded)}: add an edge to it, or name it in the targets of a conditional edge or ends of a node whose commands go there.`,
  );
}
