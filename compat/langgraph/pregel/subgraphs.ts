/** Finds the graph that runs within a node. */
import type { AnyPregel } from './pregel.ts';
import type { PregelNode } from './pregel-node.ts';

/** The graph that a node is, or runs, as far as it says so. */
export function findSubgraph(node: PregelNode): AnyPregel | undefined {
  const candidates: readonly unknown[] = node.subgraphs?.length ? node.subgraphs : [node.bound];
  for (const candidate of candidates) {
    const graph = graphWithin(candidate);
    if (graph !== undefined) return graph;
  }
  return undefined;
}

/** A graph by itself, or as a step of a sequence or behind a binding. */
function graphWithin(candidate: unknown): AnyPregel | undefined {
  const pending = [candidate];
  for (const step of pending) {
    if (typeof step !== 'object' || step === null) continue;
    if ('lg_is_pregel' in step && step.lg_is_pregel === true) return step as AnyPregel;
    if ('steps' in step && Array.isArray(step.steps)) pending.push(...(step.steps as unknown[]));
    else if ('bound' in step) pending.push(step.bound);
  }
  return undefined;
}
