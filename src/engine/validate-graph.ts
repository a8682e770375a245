/** Refuses graphs that cannot work, naming the node and the remedy. */
import { GraphValidationError } from '../base/index.ts';
import { listNames } from './describe-value.ts';
import type { GraphDefinition, NodeDefinition } from './graph-definition.ts';
import { END, START, type Plan, type PlanNode } from './plan.ts';

/** @throws GraphValidationError for an edge, a conditional edge, a node's `ends` or a list of keys that names what does not exist; for a graph that does not begin */
export function checkReferences(graph: GraphDefinition): void {
  for (const { from, to } of graph.edges) {
    const edge = `The edge from "${from}" to "${to}"`;
    checkSource(graph, from, edge);
    checkTarget(graph, to, edge);
  }
  for (const { from, to } of graph.joins) checkJoin(graph, from, to);
  for (const { from, targets } of graph.routers) {
    const edge = `A conditional edge from "${from}"`;
    checkSource(graph, from, edge);
    for (const to of targets?.values() ?? []) checkTarget(graph, to, edge);
  }
  for (const node of graph.nodes.values()) checkNode(graph, node);
  checkKeys(graph, graph.inputs, 'The input of the graph');
  checkKeys(graph, graph.outputs, 'The result of the graph');
  checkBegins(graph);
}

function checkBegins({ edges, routers, nodes }: GraphDefinition): void {
  if (edges.some(({ from }) => from === START) || routers.some(({ from }) => from === START)) return;
  for (const { triggers } of nodes.values()) if (triggers.length > 0) return;
  throw new GraphValidationError('The graph does not begin: add an edge from START to a node.');
}

function checkSource(graph: GraphDefinition, name: string, edge: string): void {
  if (name === END)
    throw new GraphValidationError(`${edge} begins at END, where the graph is over: begin it at a node.`);
  if (name !== START) checkNamed(graph, name, edge);
}

function checkTarget(graph: GraphDefinition, name: string, edge: string): void {
  if (name === START)
    throw new GraphValidationError(`${edge} leads to START, where only the input is: lead it to a node.`);
  if (name !== END) checkNamed(graph, name, edge);
}

function checkNamed({ nodes }: GraphDefinition, name: string, edge: string): void {
  if (nodes.has(name)) return;
  throw new GraphValidationError(
    `${edge} names "${name}", which is not a node: add it with addNode, or name one of ${listNames(nodes.keys())}.`,
  );
}

function checkJoin(graph: GraphDefinition, from: readonly string[], to: string): void {
  const join = `The edge from ${listNames(from)} together to "${to}"`;
  for (const name of from) {
    if (name === START) throw new GraphValidationError(`${join} waits for START, which is over: name nodes alone.`);
    checkSource(graph, name, join);
  }
  if (to === END) throw new GraphValidationError(`${join} leads to END, which waits for nobody: leave it out.`);
  checkTarget(graph, to, join);
}

function checkNode(graph: GraphDefinition, { name, input, triggers, ends }: NodeDefinition): void {
  if (ends !== undefined) for (const end of ends) checkTarget(graph, end, `The option ends of "${name}"`);
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
    `Nothing leads to ${listNames(stranded)}: add an edge to it, or name it in targets of a conditional edge or ends of a node.`,
  );
}
