/** The semantics of super-steps in the fewest words: what the engine must agree with, however it goes about it. */

export type ModelRoute = number | 'end' | readonly number[] | { readonly send: readonly number[] };

export interface ModelNode {
  /** Channels it writes: `plain` ones take one write per step, the list takes all. */
  readonly writes: readonly ('p0' | 'p1' | 'list')[];
  readonly edges: readonly number[];
  /** Where its conditional edge leads, chosen by how much the node sees in the list. */
  readonly routes: readonly ModelRoute[];
  /** Where the command leads that it returns, chosen likewise by what it gets as its input; no command if empty. */
  readonly commands?: readonly ModelRoute[];
  /** Whether it waits until nothing else is left to run. */
  readonly deferred?: boolean;
}

/** Leads to a node once all of others have run, in whatever steps, and then waits anew. */
export interface ModelJoin {
  readonly from: readonly number[];
  readonly to: number;
}

export interface ModelGraph {
  readonly nodes: readonly ModelNode[];
  readonly entries: readonly number[];
  readonly joins?: readonly ModelJoin[];
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

const oneOf = (routes: readonly ModelRoute[] | undefined, seen: ModelState): ModelRoute =>
  routes?.[(seen.list.length + (seen.p1?.length ?? 0)) % routes.length] ?? [];

export function routeOf(graph: ModelGraph, index: number, seen: ModelState): ModelRoute {
  return oneOf(graph.nodes[index]?.routes, seen);
}

/** Where its command leads; nothing if the node returns none. */
export function commandOf(graph: ModelGraph, index: number, seen: ModelState): ModelRoute | undefined {
  const { commands = [] } = graph.nodes[index] ?? {};
  return commands.length === 0 ? undefined : oneOf(commands, seen);
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

/** What one task led to, beside edges and joins. */
interface Routed {
  readonly index: number;
  /** The command's destination, then that of the conditional edge. */
  readonly routes: readonly ModelRoute[];
}

const nodesIn = (route: ModelRoute): readonly number[] =>
  typeof route === 'number' ? [route] : route === 'end' || 'send' in route ? [] : route;
const sendsIn = (route: ModelRoute): readonly number[] =>
  typeof route === 'object' && 'send' in route ? route.send : [];

/** What joins and deferred nodes wait for. */
class Waiting {
  readonly #graph: ModelGraph;
  /** The edges that wait, each with those that have run. */
  readonly #joins: readonly { readonly join: ModelJoin; readonly ran: Set<number>; stuck: boolean }[];
  readonly #lossy: boolean;
  readonly #deferred = new Set<number>();

  constructor(graph: ModelGraph, lossy: boolean) {
    this.#graph = graph;
    this.#lossy = lossy;
    this.#joins = (graph.joins ?? []).map((join) => ({ join, ran: new Set(), stuck: false }));
  }

  /** First the nodes that edges lead to, each once and in order, then what was sent; at the very end, what was deferred. */
  next(routed: readonly Routed[]): ModelTask[] {
    const reached = routed.flatMap(({ index, routes }) => [
      ...(this.#graph.nodes[index]?.edges ?? []),
      ...routes.flatMap(nodesIn),
    ]);
    const sends = routed.flatMap(({ index, routes }) =>
      routes.flatMap(sendsIn).map((to) => ({ index: to, sent: sentBy(index) })),
    );
    for (const { index } of routed)
      for (const { join, ran } of this.#joins) if (join.from.includes(index)) ran.add(index);
    reached.push(...this.#open(false, reached));
    for (const index of reached) if (this.#isDeferred(index)) this.#deferred.add(index);
    const tasks = [...inOrder(reached.filter((index) => !this.#isDeferred(index))), ...sends];
    return tasks.length > 0 ? tasks : this.#finish();
  }

  #finish(): ModelTask[] {
    const tasks = inOrder([...this.#deferred, ...this.#open(true, [])]);
    this.#deferred.clear();
    return tasks;
  }

  /** Where the joins lead that are complete, and then wait anew; lossy ones get stuck where their node is reached anyway. */
  #open(deferred: boolean, reached: readonly number[]): number[] {
    return this.#joins.flatMap((entry) => {
      const { join, ran } = entry;
      if (entry.stuck || this.#isDeferred(join.to) !== deferred || ran.size < join.from.length) return [];
      if (this.#lossy && reached.includes(join.to)) entry.stuck = true;
      ran.clear();
      return [join.to];
    });
  }

  #isDeferred(index: number): boolean {
    return this.#graph.nodes[index]?.deferred ?? false;
  }
}

function inOrder(indices: readonly number[]): ModelTask[] {
  return [...new Set(indices)].sort((a, b) => a - b).map((index) => ({ index }));
}

/** @param lossyJoins whether a join that opens when its node is reached anyway never opens again */
export function runModel(graph: ModelGraph, stepLimit: number, lossyJoins = false): Verdict {
  let state: ModelState = { list: [] };
  const waiting = new Waiting(graph, lossyJoins);
  let tasks: readonly ModelTask[] = waiting.next([{ index: -1, routes: [graph.entries] }]);
  for (let step = 1; tasks.length > 0; step++) {
    if (step > stepLimit) return { error: 'GRAPH_RECURSION_LIMIT' };
    // A task that was sent does not see the state, only what was sent.
    const inputs = tasks.map(({ sent }) => (sent === undefined ? state : { list: [] }));
    const updates = tasks.map(({ index, sent }, place) => updateOf(graph, index, inputs[place]!, sent));
    const routed = tasks.map(({ index }, place) => ({
      index,
      routes: [
        commandOf(graph, index, inputs[place]!) ?? [],
        routeOf(graph, index, merge(state, [updates[place] ?? {}])),
      ],
    }));
    for (const key of ['p0', 'p1'] as const) {
      if (updates.filter((update) => key in update).length > 1) return { error: 'INVALID_CONCURRENT_GRAPH_UPDATE' };
    }
    state = merge(state, updates);
    tasks = waiting.next(routed);
  }
  return { state };
}
