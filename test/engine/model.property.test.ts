import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  END,
  START,
  StateGraphEngine,
  MossError,
  lastValue,
  reducer,
  send,
  stateGraph,
} from '../../src/engine/index.ts';
import {
  routeOf,
  runModel,
  sentBy,
  updateOf,
  type ModelGraph,
  type ModelState,
  type Update,
  type Verdict,
} from './reference-model.ts';

const STEP_LIMIT = 6;

const graphs: fc.Arbitrary<ModelGraph> = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const index = fc.nat(size - 1);
  const few = fc.array(index, { maxLength: 3 });
  const route = fc.oneof(index, fc.constant('end' as const), few, fc.record({ send: few }));
  const node = fc.record({
    writes: fc.uniqueArray(fc.constantFrom('p0' as const, 'p1' as const, 'list' as const)),
    edges: fc.array(index, { maxLength: 2 }),
    routes: fc.array(route, { maxLength: 3 }),
  });
  return fc.record({
    nodes: fc.array(node, { minLength: size, maxLength: size }),
    entries: fc.array(index, { minLength: 1, maxLength: 3 }),
  });
});

/** Makes an answer come at once, or some time later. */
type Pace = <T>(answer: T) => T | Promise<T>;

function engineOf(graph: ModelGraph, pace: Pace) {
  const append = (held: readonly string[], more: readonly string[]): readonly string[] => [...held, ...more];
  const builder = stateGraph({
    p0: lastValue<string>(),
    p1: lastValue<string>(),
    list: reducer<readonly string[]>(append, () => []),
  })
    .addNode('0' as string, nodeOf(0))
    // A conditional edge that may lead anywhere and leads nowhere: random graphs have nodes that nothing leads to.
    .addConditionalEdges(START, () => []);

  function nodeOf(index: number): (input: ModelState | string) => Update | Promise<Update> {
    return (input) =>
      pace(
        typeof input === 'string'
          ? updateOf(graph, index, { list: [] }, input)
          : updateOf(graph, index, input, undefined),
      );
  }
  for (let index = 1; index < graph.nodes.length; index++) builder.addNode(`${index}`, nodeOf(index));
  for (const entry of graph.entries) builder.addEdge(START, `${entry}`);
  for (const [index, { edges }] of graph.nodes.entries()) {
    for (const next of edges) builder.addEdge(`${index}`, `${next}`);
    builder.addConditionalEdges(`${index}`, (state) => pace(answerOf(routeOf(graph, index, state), index)));
  }
  return new StateGraphEngine(builder.compile());
}

function answerOf(route: ReturnType<typeof routeOf>, from: number) {
  if (typeof route === 'number') return `${route}`;
  if (route === 'end') return END;
  if ('send' in route) return route.send.map((to) => send(`${to}`, sentBy(from)));
  return route.map((to) => `${to}`);
}

async function verdictOf(running: Promise<ModelState>): Promise<Verdict> {
  try {
    return { state: await running };
  } catch (error) {
    if (!MossError.is(error)) throw error;
    return { error: error.code as 'GRAPH_RECURSION_LIMIT' };
  }
}

const run = (graph: ModelGraph, pace: Pace): Promise<ModelState> =>
  engineOf(graph, pace).invoke({}, { stepLimit: STEP_LIMIT });

describe('random graphs', () => {
  it('come to what the model says, with synchronous nodes', async () => {
    const reached = new Set<string>();
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        const expected = runModel(graph, STEP_LIMIT);
        reached.add('error' in expected ? expected.error : 'state');
        expect(await verdictOf(run(graph, (answer) => answer))).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
    // The graphs drawn are worth something: they end in every way there is.
    expect([...reached].sort()).toEqual(['GRAPH_RECURSION_LIMIT', 'INVALID_CONCURRENT_GRAPH_UPDATE', 'state']);
  });

  it('come to the same whichever of their asynchronous nodes and edges answers first', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.scheduler(), async (graph, scheduler) => {
        const verdict = verdictOf(run(graph, (answer) => scheduler.schedule(Promise.resolve(answer))));
        expect(await scheduler.waitFor(verdict)).toEqual(runModel(graph, STEP_LIMIT));
      }),
      { numRuns: 300 },
    );
  });

  it('tell by their updates what they tell by their values and their result', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        const stream = engineOf(graph, (answer) => answer).stream(
          {},
          { stepLimit: STEP_LIMIT, modes: ['updates', 'values'] },
        );
        let folded: ModelState = { list: [] };
        let values: ModelState = folded;
        try {
          for await (const { mode, data } of stream) {
            if (mode === 'values') expect((values = data)).toEqual(folded);
            else
              for (const update of Object.values(data))
                folded = { ...folded, ...update, list: [...folded.list, ...(update?.list ?? [])] };
          }
          expect(await stream.result()).toEqual(values);
        } catch (error) {
          if (!MossError.is(error)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});
