import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  END,
  START,
  StateGraphEngine,
  MossError,
  command,
  lastValue,
  reducer,
  send,
  stateGraph,
  type NodeResult,
} from '../../src/engine/index.ts';
import {
  commandOf,
  routeOf,
  runModel,
  sentBy,
  updateOf,
  type ModelGraph,
  type ModelRoute,
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
    commands: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(route, { maxLength: 3 })),
    deferred: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  });
  const join = fc.record({ from: fc.uniqueArray(index, { minLength: 2, maxLength: 3 }), to: index });
  const joins = fc.uniqueArray(join, { maxLength: 3, selector: ({ from, to }) => `${from.join()}:${to}` });
  return fc.record({
    nodes: fc.array(node, { minLength: size, maxLength: size }),
    entries: fc.array(index, { minLength: 1, maxLength: 3 }),
    joins: size < 2 ? fc.constant([]) : joins,
  });
});

/** Makes an answer come at once, or some time later. */
type Pace = <T>(answer: T) => T | Promise<T>;

function engineOf(graph: ModelGraph, pace: Pace, lossyJoins = false) {
  const append = (held: readonly string[], more: readonly string[]): readonly string[] => [...held, ...more];
  const builder = stateGraph({
    p0: lastValue<string>(),
    p1: lastValue<string>(),
    list: reducer<readonly string[]>(append, () => []),
  })
    .addNode('0' as string, nodeOf(0), { defer: graph.nodes[0]?.deferred })
    // A conditional edge that may lead anywhere and leads nowhere: random graphs have nodes that nothing leads to.
    .addConditionalEdges(START, () => []);

  function nodeOf(index: number) {
    return (input: ModelState | string): NodeResult<Update> | Promise<NodeResult<Update>> => {
      const seen = typeof input === 'string' ? { list: [] } : input;
      const update = updateOf(graph, index, seen, typeof input === 'string' ? input : undefined);
      const goto = commandOf(graph, index, seen);
      return pace(goto === undefined ? update : command({ update, goto: answerOf(goto, index) }));
    };
  }
  for (const [index, { deferred }] of graph.nodes.entries())
    if (index > 0) builder.addNode(`${index}`, nodeOf(index), { defer: deferred });
  for (const { from, to } of graph.joins ?? [])
    builder.addEdge(
      from.map((index) => `${index}`),
      `${to}`,
    );
  for (const entry of graph.entries) builder.addEdge(START, `${entry}`);
  for (const [index, { edges }] of graph.nodes.entries()) {
    for (const next of edges) builder.addEdge(`${index}`, `${next}`);
    builder.addConditionalEdges(`${index}`, (state) => pace(answerOf(routeOf(graph, index, state), index)));
  }
  return new StateGraphEngine(builder.compile({ lossyJoins }));
}

function answerOf(route: ModelRoute, from: number) {
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

  it('come to what the model says where joins are lossy', async () => {
    let lost = 0;
    // Few nodes and nothing but edges: graphs that meet their joins again and again.
    const node = fc.record({
      writes: fc.constant(['list' as const]),
      edges: fc.array(fc.nat(3), { maxLength: 1 }),
      routes: fc.constant([]),
    });
    const join = fc.record({ from: fc.uniqueArray(fc.nat(3), { minLength: 2, maxLength: 2 }), to: fc.nat(3) });
    const looping = fc.record({
      nodes: fc.array(node, { minLength: 4, maxLength: 4 }),
      entries: fc.uniqueArray(fc.nat(3), { minLength: 2, maxLength: 3 }),
      joins: fc.uniqueArray(join, { minLength: 1, maxLength: 2, selector: ({ from, to }) => `${from.join()}:${to}` }),
    });
    await fc.assert(
      fc.asyncProperty(looping, async (graph) => {
        const expected = runModel(graph, STEP_LIMIT, true);
        if (JSON.stringify(expected) !== JSON.stringify(runModel(graph, STEP_LIMIT))) lost++;
        const engine = engineOf(graph, (answer) => answer, true);
        expect(await verdictOf(engine.invoke({}, { stepLimit: STEP_LIMIT }))).toEqual(expected);
      }),
      { numRuns: 5000 },
    );
    expect(lost).toBeGreaterThan(0);
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
                folded = {
                  ...folded,
                  ...update,
                  list: [...folded.list, ...((update?.list as string[] | undefined) ?? [])],
                };
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
