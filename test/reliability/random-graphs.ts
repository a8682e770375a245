/** Graphs at random, in the terms of the reference model, and how to build them with any subject. */
import fc from 'fast-check';
import {
  type ModelGraph,
  type ModelState,
  routeOf,
  sentBy,
  type Update,
  updateOf,
  type Verdict,
} from '../engine/reference-model.ts';
import { type Answer, END, type GraphSpec, START } from './subject.ts';

export const randomGraphs: fc.Arbitrary<ModelGraph> = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const index = fc.nat(size - 1);
  const few = fc.array(index, { maxLength: 3 });
  const ends = { weight: 4, arbitrary: fc.constant('end' as const) };
  const route = fc.oneof(ends, index, few, fc.record({ send: few }));
  const node = fc.record({
    writes: fc.oneof(
      // Most write what all may write, or nearly every graph would end in its first step.
      { weight: 4, arbitrary: fc.constant(['list' as const]) },
      { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom('p0' as const, 'p1' as const, 'list' as const)) },
    ),
    edges: fc.oneof(
      // Most have none, or nearly every graph would go round in circles.
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.uniqueArray(index, { maxLength: 2 }) },
    ),
    routes: fc.array(route, { maxLength: 3 }),
  });
  const join = fc.record({ from: fc.uniqueArray(index, { minLength: 2, maxLength: 3 }), to: index });
  return fc.record({
    nodes: fc.array(node, { minLength: size, maxLength: size }),
    entries: fc.uniqueArray(index, { minLength: 1, maxLength: 3 }),
    joins: size < 2 ? fc.constant([]) : fc.uniqueArray(join, { maxLength: 2, selector: ({ to }) => to }),
  });
});

/** Makes an answer come at once, or some time later. */
export type Pace = <T>(answer: T) => T | Promise<T>;

export function specOf(graph: ModelGraph, pace: Pace): GraphSpec {
  const nodeOf = (index: number) => (input: ModelState | string) =>
    pace<Update>(
      typeof input === 'string'
        ? updateOf(graph, index, { list: [] }, input)
        : updateOf(graph, index, input, undefined),
    );
  return {
    channels: [
      ['p0', 'last'],
      ['p1', 'last'],
      ['list', 'list'],
    ],
    nodes: graph.nodes.map((_, index) => [`${index}`, nodeOf(index)] as const),
    edges: [
      ...graph.entries.map((entry) => [START, `${entry}`] as const),
      ...graph.nodes.flatMap(({ edges }, index) => edges.map((to) => [`${index}`, `${to}`] as const)),
      ...(graph.joins ?? []).map(({ from, to }) => [from.map(String), `${to}`] as const),
    ],
    routes: [
      // It may lead anywhere and leads nowhere: random graphs have nodes that nothing leads to.
      [START, () => []],
      ...graph.nodes.map(
        (_, index) => [`${index}`, (state: ModelState) => pace(answerOf(routeOf(graph, index, state), index))] as const,
      ),
    ],
  };
}

function answerOf(route: ReturnType<typeof routeOf>, from: number): Answer {
  if (typeof route === 'number') return `${route}`;
  if (route === 'end') return END;
  if ('send' in route) return route.send.map((to) => ({ to: `${to}`, input: sentBy(from) }));
  return route.map((to) => `${to}`);
}

/** How a run ended, in the model's terms. Codes are the same in every system that speaks of them. */
export async function verdictOf(running: Promise<unknown>): Promise<Verdict> {
  try {
    // LangGraph answers nothing where no node wrote anything.
    return { state: ((await running) ?? { list: [] }) as ModelState };
  } catch (error) {
    const { code, lc_error_code } = error as { code?: unknown; lc_error_code?: unknown };
    return { error: (lc_error_code ?? code ?? String(error)) as 'GRAPH_RECURSION_LIMIT' };
  }
}

/** Two verdicts are one if they read the same. */
export function sameVerdict(one: Verdict, other: Verdict): boolean {
  const text = (verdict: Verdict): string =>
    'error' in verdict ? verdict.error : JSON.stringify([verdict.state.p0, verdict.state.p1, verdict.state.list]);
  return text(one) === text(other);
}
