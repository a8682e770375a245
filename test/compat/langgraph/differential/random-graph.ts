import fc from 'fast-check';
import type { Library } from './library.ts';
import type { Loose } from './programs/log-state.ts';

/** Where a node leads: another node, nowhere, several nodes, or tasks of their own. */
export type RandomRoute = number | 'end' | readonly number[] | { readonly send: readonly number[] };

export interface RandomNode {
  readonly writes: readonly ('p0' | 'p1' | 'list' | 'sum')[];
  readonly edges: readonly number[];
  /** Where its conditional edge leads, chosen by what it sees. */
  readonly routes: readonly RandomRoute[];
  /** Where the command leads that it returns; it returns a plain update if empty. */
  readonly commands: readonly RandomRoute[];
  readonly deferred: boolean;
  /** Whether it answers at once, or a little later. */
  readonly later: boolean;
}

export interface RandomGraph {
  readonly nodes: readonly RandomNode[];
  readonly entries: readonly number[];
  readonly joins: readonly { readonly from: readonly number[]; readonly to: number }[];
}

export const randomGraphs: fc.Arbitrary<RandomGraph> = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const index = fc.nat(size - 1);
  const few = fc.uniqueArray(index, { maxLength: 3 });
  const route = fc.oneof(
    // Most lead nowhere, or nearly every graph would go round in circles.
    { weight: 4, arbitrary: fc.constant('end' as const) },
    index,
    few,
    fc.record({ send: fc.array(index, { maxLength: 3 }) }),
  );
  const rarely = <T>(often: T, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(often) }, { weight: 1, arbitrary });
  const node = fc.record({
    // Most write what all may write, or nearly every graph would end in its first step.
    writes: rarely(['list'], fc.uniqueArray(fc.constantFrom('p0', 'p1', 'list', 'sum'))) as fc.Arbitrary<
      RandomNode['writes']
    >,
    edges: rarely([] as number[], fc.uniqueArray(index, { maxLength: 2 })),
    routes: fc.array(route, { maxLength: 3 }),
    commands: rarely([] as RandomRoute[], fc.array(route, { maxLength: 2 })),
    deferred: rarely(false, fc.boolean()),
    later: fc.boolean(),
  });
  const join = fc.record({ from: fc.uniqueArray(index, { minLength: 2, maxLength: 3 }), to: index });
  return fc.record({
    nodes: fc.array(node, { minLength: size, maxLength: size }),
    entries: fc.uniqueArray(index, { minLength: 1, maxLength: 3 }),
    joins:
      size < 2
        ? fc.constant([])
        : fc.uniqueArray(join, {
            maxLength: 2,
            selector: ({ from, to }) => `${from.toSorted((one, other) => one - other).join()}:${to}`,
          }),
  });
});

/**
 * Whether a join may be lost: the original does not take note of a join that fires in the same step as something else that
 * leads to its node, and the join then never fires again. Only a node that nothing else leads to is safe from that.
 */
export function joinsMayBeLost({ nodes, entries, joins }: RandomGraph): boolean {
  return joins.some(
    ({ to }, index) =>
      entries.includes(to) ||
      joins.some((other, at) => at !== index && other.to === to) ||
      nodes.some(
        ({ edges, routes, commands }) =>
          edges.includes(to) || [...routes, ...commands].some((route) => destinations(route).includes(to)),
      ),
  );
}

function destinations(route: RandomRoute): readonly number[] {
  if (typeof route === 'number') return [route];
  if (route === 'end') return [];
  return 'send' in route ? [] : route;
}

interface Seen {
  readonly list?: readonly string[];
  readonly p0?: string;
  readonly sum?: number;
}

/** Builds the graph with a library, ready to be compiled. */
export function buildRandomGraph(lib: Library, graph: RandomGraph): Loose {
  const state = lib.Annotation.Root({
    p0: lib.Annotation<string>(),
    p1: lib.Annotation<string>(),
    list: lib.Annotation<string[]>({ reducer: (held, more) => held.concat(more), default: () => [] }),
    sum: lib.Annotation<number>({ reducer: (held, more) => held + more }),
  });
  const builder: Loose = new lib.StateGraph(state);
  for (const [index, node] of graph.nodes.entries()) {
    builder.addNode(`${index}`, nodeOf(lib, node, index), { defer: node.deferred });
  }
  for (const entry of graph.entries) builder.addEdge(lib.START, `${entry}`);
  // It may lead anywhere and leads nowhere: random graphs have nodes that nothing leads to.
  builder.addConditionalEdges(lib.START, () => []);
  for (const [index, { edges, routes }] of graph.nodes.entries()) {
    for (const to of edges) builder.addEdge(`${index}`, `${to}`);
    builder.addConditionalEdges(`${index}`, (seen: Seen) => answerOf(lib, chosen(routes, seen), index));
  }
  for (const { from, to } of graph.joins) builder.addEdge(from.map(String), `${to}`);
  return builder;
}

function nodeOf(lib: Library, { writes, commands, later }: RandomNode, index: number): Loose {
  const answer = (seen: Seen): Loose => {
    // Enough to betray any difference in order or in what is seen.
    const trace = `${index}:${seen.list?.length ?? 'sent'}${seen.p0 ?? ''}${seen.sum ?? ''}`.slice(0, 12);
    const update: Record<string, Loose> = {};
    for (const key of writes) update[key] = key === 'list' ? [trace] : key === 'sum' ? index : trace;
    if (commands.length === 0) return update;
    return new lib.Command({ update, goto: answerOf(lib, chosen(commands, seen), index) });
  };
  return later ? async (seen: Seen) => (await Promise.resolve(), answer(seen)) : answer;
}

const chosen = (routes: readonly RandomRoute[], seen: Seen): RandomRoute =>
  routes[((seen.list?.length ?? 0) + (seen.sum ?? 0)) % routes.length] ?? [];

function answerOf(lib: Library, route: RandomRoute, from: number): Loose {
  if (typeof route === 'number') return `${route}`;
  if (route === 'end') return lib.END;
  if ('send' in route) return route.send.map((to) => new lib.Send(`${to}`, { list: [`<${from}`] }));
  return route.map(String);
}
