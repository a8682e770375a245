/** Resolves every name of a graph to a number, once. Linear in the size of the graph. */
import type { GraphDefinition, NodeDefinition, RouterDefinition } from './graph-definition.ts';
import { END, NOWHERE, START, type Plan, type PlanChannel, type PlanNode, type PlanRouter } from './plan.ts';
import { validateGraph } from './validate-graph.ts';

/** @throws GraphValidationError, see {@link validateGraph} */
export function compilePlan<State, Update, Context>(graph: GraphDefinition): Plan<State, Update, Context> {
  validateGraph(graph);
  const channels: PlanChannel[] = [...graph.channels].map(([name, channel]) => Object.freeze({ name, channel }));
  const definitions = [...graph.nodes.values()];
  const indices = new Map(definitions.map(({ name }, index) => [name, index]));
  const edges = new EdgeTable(graph, indices);
  const toNode = ({ name, run }: NodeDefinition, index: number): PlanNode =>
    Object.freeze({ index, name, run, targets: edges.targetsOf(name), routers: edges.routersOf(name) });

  return Object.freeze({
    channels: Object.freeze(channels),
    seeded: Object.freeze(channels.flatMap(({ channel }, slot) => (channel.initial === undefined ? [] : [slot]))),
    slots: new Map(channels.map(({ name }, slot) => [name, slot])),
    nodes: Object.freeze(definitions.map(toNode)),
    indices,
    start: toNode({ name: START, run: (input) => input }, NOWHERE),
  });
}

/** The edges of a graph by the node they begin at, their ends resolved. */
class EdgeTable {
  readonly #targets = new Map<string, Set<number>>();
  readonly #routers = new Map<string, PlanRouter[]>();

  constructor(graph: GraphDefinition, indices: ReadonlyMap<string, number>) {
    const ends = new Map(indices).set(END, NOWHERE);
    for (const { from, to } of graph.edges) {
      const target = ends.get(to) ?? NOWHERE;
      if (target !== NOWHERE) entry(this.#targets, from, () => new Set()).add(target);
    }
    for (const router of graph.routers) entry(this.#routers, router.from, () => []).push(resolveRouter(router, ends));
  }

  targetsOf(name: string): readonly number[] {
    return Object.freeze([...(this.#targets.get(name) ?? [])].sort((a, b) => a - b));
  }

  routersOf(name: string): readonly PlanRouter[] {
    return Object.freeze(this.#routers.get(name) ?? []);
  }
}

function resolveRouter({ route, targets }: RouterDefinition, ends: ReadonlyMap<string, number>): PlanRouter {
  if (targets === undefined) return Object.freeze({ route, targets: ends });
  const resolved = new Map<string, number>();
  for (const [answer, name] of targets) resolved.set(answer, ends.get(name) ?? NOWHERE);
  return Object.freeze({ route, targets: resolved });
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
