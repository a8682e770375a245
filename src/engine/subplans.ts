/** Knows which nodes are subgraphs, and finds the plan behind a namespace. */
import { InvalidConfigError } from '../base/index.ts';
import type { Plan } from './plan.ts';
import type { ThreadKey } from './saver.ts';

/** How a subgraph is kept, see `SubgraphOptions`. */
export type SubgraphPersistence = 'inherited' | 'own' | 'none';

export interface Subplan {
  readonly plan: Plan;
  readonly persistence: SubgraphPersistence;
}

/** By the function that is the node. */
const subplans = new WeakMap<object, Subplan>();

export function registerSubplan(run: object, subplan: Subplan): void {
  subplans.set(run, subplan);
}

/** The subgraph that a node is, if it is one. */
export function subplanOf(plan: Plan, node: string): Subplan | undefined {
  const run = plan.nodes[plan.indices.get(node) ?? -1]?.run;
  return run && subplans.get(run);
}

/** Where a subgraph is kept: under its node, and under its task too unless it is kept on its own. */
export function childKey(parent: ThreadKey, node: string, taskId: string, own: boolean): ThreadKey {
  const { namespace } = parent;
  const name = encodeURIComponent(node);
  const within = own ? (namespace === '' ? name : `${namespace}|${name}`) : `${taskId}:${name}`;
  return { ...parent, namespace: within };
}

/**
 * The plan that a namespace belongs to.
 *
 * @throws InvalidConfigError if it names a node that is no subgraph
 */
export function planAt(plan: Plan, namespace: string): Plan {
  let at = plan;
  for (const part of namespace === '' ? [] : namespace.split('|')) {
    const node = decodeURIComponent(part.slice(part.indexOf(':') + 1));
    const child = subplanOf(at, node);
    if (child === undefined) {
      throw new InvalidConfigError(
        'CONFIG_INVALID',
        `The namespace "${namespace}" leads to "${node}", not a subgraph: take one that state() tells.`,
      );
    }
    at = child.plan;
  }
  return at;
}
