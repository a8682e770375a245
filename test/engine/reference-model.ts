/** The semantics of super-steps in the fewest words: what the engine must agree with, however it goes about it. */

export interface ModelNode {
  /** Channels it writes: `plain` ones take one write per step, the list takes all. */
  readonly writes: readonly ('p0' | 'p1' | 'list')[];
  readonly edges: readonly number[];
  /** Where its conditional edge leads, chosen by how much the node sees in the list. */
  readonly routes: readonly (number | 'end' | readonly number[] | { readonly send: readonly number[] })[];
}

export interface ModelGraph {
  readonly nodes: readonly ModelNode[];
  readonly entries: readonly number[];
}

export interface ModelState {
  readonly p0?: string;
  readonly p1?: string;
  readonly list: readonly string[];
}

export type Update = { -readonly [Key in keyof ModelState]?: ModelState[Key] };
export type Verdict =
  | { readonly state: ModelState }
  | { readonly error: 'INVALID_CONCURRENT_GRAPH_UPDATE' | 'GRAPH_RECURSION_LIMIT' };

/** What a node writes, given what it sees: enough to betray any difference in order or visibility. */
export function updateOf(graph: ModelGraph, index: number, seen: ModelState, sent: string | undefined): Update {
  const update: Update = {};
  const trace = `${index}${sent ?? ''}:${seen.list.length}${seen.p0 ?? ''}`.slice(0, 12);
  for (const key of graph.nodes[index]?.writes ?? []) {
    if (key === 'list') update.list = [trace];
    else update[key] = trace;
  }
  return update;
}

export function routeOf(graph: ModelGraph, index: number, seen: ModelState): ModelNode['routes'][number] {
  const routes = graph.nodes[index]?.routes ?? [];
  return routes[(seen.list.length + (seen.p1?.length ?? 0)) % routes.length] ?? [];
}

/** `send` of node `index`, as what the task gets. */
export const sentBy = (index: number): string => `<${index}`;

function merge(state: ModelState, updates: readonly Update[]): ModelState {
  return updates.reduce<ModelState>(
    (held, update) => ({ ...held, ...update, list: [...held.list, ...(update.list ?? [])] }),
    state,
  );
}

type ModelTask = { readonly index: number; readonly sent?: string };

/** First the nodes that edges lead to, each once and in order, then what was sent. */
function successors(
  graph: ModelGraph,
  routed: readonly { readonly index: number; readonly route: ModelNode['routes'][number] }[],
): ModelTask[] {
  const reached = routed.flatMap(({ index, route }) => [
    ...(graph.nodes[index]?.edges ?? []),
    ...(typeof route === 'number' ? [route] : route === 'end' || 'send' in route ? [] : route),
  ]);
  const sends = routed.flatMap(({ index, route }) =>
    typeof route === 'object' && 'send' in route ? route.send.map((to) => ({ index: to, sent: sentBy(index) })) : [],
  );
  return [...[...new Set(reached)].sort((a, b) => a - b).map((index) => ({ index })), ...sends];
}

export function runModel(graph: ModelGraph, stepLimit: number): Verdict {
  let state: ModelState = { list: [] };
  let tasks: readonly ModelTask[] = [...new Set(graph.entries)].sort((a, b) => a - b).map((index) => ({ index }));
  for (let step = 1; tasks.length > 0; step++) {
    if (step > stepLimit) return { error: 'GRAPH_RECURSION_LIMIT' };
    // A task that was sent does not see the state, only what was sent.
    const updates = tasks.map(({ index, sent }) =>
      updateOf(graph, index, sent === undefined ? state : { list: [] }, sent),
    );
    const routed = tasks.map(({ index }, place) => ({
      index,
      route: routeOf(graph, index, merge(state, [updates[place] ?? {}])),
    }));
    for (const key of ['p0', 'p1'] as const) {
      if (updates.filter((update) => key in update).length > 1) return { error: 'INVALID_CONCURRENT_GRAPH_UPDATE' };
    }
    state = merge(state, updates);
    tasks = successors(graph, routed);
  }
  return { state };
}
