import { describe, expect, it } from 'vitest';
import {
  END,
  START,
  StateGraphEngine,
  lastValue,
  send,
  stateGraph,
  type GraphBuilder,
} from '../../src/engine/index.ts';

type AnyGraph = GraphBuilder<object, object, undefined, string>;

/** A graph whose nodes write down their names and the super-step they run in. */
function traced(names: readonly string[], wire: (graph: AnyGraph) => unknown, options: { defer?: string[] } = {}) {
  const trace: string[] = [];
  const graph = stateGraph({}) as unknown as AnyGraph;
  for (const name of names)
    graph.addNode(name, (_, { step }) => void trace.push(`${name}${step}`), {
      defer: options.defer?.includes(name) ?? false,
    });
  wire(graph);
  const run = async (lossyJoins = false): Promise<string[]> => {
    trace.length = 0;
    await new StateGraphEngine(graph.compile({ lossyJoins })).invoke({}, { stepLimit: 12 }).catch((error: unknown) => {
      if (!(error as Error).message.startsWith('Recursion limit')) throw error;
    });
    return [...trace];
  };
  return { graph, run };
}

describe('an edge from several nodes', () => {
  it('waits for all of them, in whatever super-steps they run', async () => {
    const { run } = traced(['a', 'b', 'b2', 'c'], (graph) =>
      graph.addEdge(START, 'a').addEdge(START, 'b').addEdge('b', 'b2').addEdge(['a', 'b2'], 'c'),
    );
    expect(await run()).toEqual(['a1', 'b1', 'b22', 'c3']);
  });

  it('does not lead on where one of them never runs', async () => {
    const { run } = traced(['a', 'b', 'c'], (graph) =>
      graph
        .addEdge(START, 'a')
        .addEdge(['a', 'b'], 'c')
        .addConditionalEdges('a', () => END, [END, 'b']),
    );
    expect(await run()).toEqual(['a1']);
  });

  it('waits anew once it has led on', async () => {
    let rounds = 0;
    const { run } = traced(['a', 'b', 'c'], (graph) =>
      graph
        .addEdge(START, 'a')
        .addEdge(START, 'b')
        .addEdge(['a', 'b'], 'c')
        .addConditionalEdges('c', () => (++rounds % 2 === 1 ? ['a', 'b'] : END), ['a', 'b', END]),
    );
    expect(await run()).toEqual(['a1', 'b1', 'c2', 'a3', 'b3', 'c4']);
  });

  it('of a single node is an edge, and of the same node twice too', async () => {
    const { run } = traced(['a', 'b'], (graph) => graph.addEdge(START, 'a').addEdge(['a', 'a'], 'b'));
    expect(await run()).toEqual(['a1', 'b2']);
  });

  /** x is reached by an edge from a and by the join of a and b in one and the same super-step, again and again. */
  const both = () =>
    traced(['a', 'b', 'x'], (graph) =>
      graph
        .addEdge(START, 'a')
        .addEdge(START, 'b')
        .addEdge('a', 'x')
        .addEdge(['a', 'b'], 'x')
        .addConditionalEdges('x', () => ['b', 'a'], ['a', 'b']),
    );

  it('opens each time, also where an edge leads to its node in the same super-step', async () => {
    let round = 0;
    const { run } = traced(['a', 'b', 'x'], (graph) =>
      graph
        .addEdge(START, 'a')
        .addEdge(START, 'b')
        .addEdge(['a', 'b'], 'x')
        .addConditionalEdges('a', () => (round++ === 0 ? 'x' : END), ['x', END])
        .addConditionalEdges('x', () => ['a', 'b'], ['a', 'b']),
    );
    const fair = await run();
    expect(fair.slice(0, 8)).toEqual(['a1', 'b1', 'x2', 'a3', 'b3', 'x4', 'a5', 'b5']);
    round = 0;
    expect(await run(true)).toEqual(['a1', 'b1', 'x2', 'a3', 'b3']);
  });

  it('runs its node once where an edge leads there too', async () => {
    expect((await both().run()).slice(0, 5)).toEqual(['a1', 'b1', 'x2', 'a3', 'b3']);
  });

  it.each<[string, (graph: AnyGraph) => unknown, RegExp]>([
    ['an unknown node', (graph) => graph.addEdge(['a', 'ghost'], 'b'), /"a", "ghost" together to "b" names "ghost"/],
    ['START', (graph) => graph.addEdge(['a', START], 'b'), /waits for START.*name nodes alone/],
    ['END', (graph) => graph.addEdge(['a', END], 'b'), /begins at END/],
    ['no node', (graph) => graph.addEdge([], 'b'), /begins nowhere: name a node/],
  ])('is refused from %s', (_, wire, message) => {
    expect(() => traced(['a', 'b'], (graph) => wire(graph.addEdge(START, 'a'))).graph.compile()).toThrow(message);
  });

  it.each<[string, (graph: AnyGraph) => unknown, RegExp]>([
    ['to END', (graph) => graph.addEdge(['a', 'b'], END), /leads to END.*leave it out/],
    ['to START', (graph) => graph.addEdge(['a', 'b'], START), /leads to START/],
    [
      'twice',
      (graph) => graph.addEdge(['a', 'b'], 'c').addEdge(['a', 'b'], 'c'),
      /"join:a\+b:c".*declare the edge once/,
    ],
  ])('is refused %s', (_, wire, message) => {
    const { graph } = traced(['a', 'b', 'c'], (all) =>
      wire(all.addEdge(START, 'a').addEdge('a', 'b').addEdge('a', 'c')),
    );
    expect(() => graph.compile()).toThrow(message);
  });

  it('keeps its books out of the state', async () => {
    const seen: string[][] = [];
    const plan = stateGraph({ n: lastValue(1) })
      .addNode('a', () => {})
      .addNode('b', () => {})
      .addNode('c', (state) => void seen.push(Object.keys(state)))
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .addEdge(['a', 'b'], 'c')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ n: 1 });
    expect(seen).toEqual([['n']]);
    await expect(new StateGraphEngine(plan).invoke({ 'join:a+b:c': 'a' } as never)).rejects.toMatchObject({
      code: 'UNKNOWN_CHANNEL',
    });
  });
});

describe('a deferred node', () => {
  const wide = (wire: (graph: AnyGraph) => unknown) => traced(['last', 'a', 'b', 'b2'], wire, { defer: ['last'] });

  it('waits until nothing else is left to run', async () => {
    const { run } = wide((graph) =>
      graph.addEdge(START, 'a').addEdge(START, 'b').addEdge('a', 'last').addEdge('b', 'b2').addEdge('b2', 'last'),
    );
    expect(await run()).toEqual(['a1', 'b1', 'b22', 'last3']);
  });

  it('waits also where a conditional edge or START leads to it', async () => {
    const chosen = wide((graph) =>
      graph
        .addEdge(START, 'a')
        .addEdge(START, 'b')
        .addEdge('b', 'b2')
        .addConditionalEdges('a', () => 'last', ['last']),
    );
    expect(await chosen.run()).toEqual(['a1', 'b1', 'b22', 'last3']);
    const begun = wide((graph) =>
      graph.addEdge(START, 'last').addEdge(START, 'a').addEdge('a', 'b').addEdge('a', 'b2'),
    );
    expect(await begun.run()).toEqual(['a1', 'b2', 'b22', 'last3']);
  });

  it('waits for a join, and then until nothing else is left', async () => {
    const { run } = wide((graph) =>
      graph.addEdge(START, 'a').addEdge(START, 'b').addEdge(['a', 'b'], 'last').addEdge('b', 'b2'),
    );
    expect(await run()).toEqual(['a1', 'b1', 'b22', 'last3']);
  });

  it('does not run for a join that is not complete', async () => {
    const { run } = wide((graph) =>
      graph
        .addEdge(START, 'a')
        .addEdge(['a', 'b'], 'last')
        .addConditionalEdges('a', () => END, ['b', 'b2', END]),
    );
    expect(await run()).toEqual(['a1']);
  });

  it('leads on, and may be deferred again', async () => {
    let rounds = 0;
    const { run } = wide((graph) =>
      graph
        .addEdge(START, 'a')
        .addEdge('a', 'last')
        .addEdge('a', 'b')
        .addEdge('b', 'b2')
        .addConditionalEdges('last', () => (++rounds < 2 ? 'a' : END), ['a', END]),
    );
    expect(await run()).toEqual(['a1', 'b2', 'b23', 'last4', 'a5', 'b6', 'b27', 'last8']);
  });

  it('runs at once for a send', async () => {
    const { run } = wide((graph) =>
      graph
        .addEdge(START, 'a')
        .addEdge('a', 'b')
        .addEdge('b', 'b2')
        .addConditionalEdges('a', () => send('last', {}), ['last']),
    );
    expect(await run()).toEqual(['a1', 'b2', 'last2', 'b23']);
  });
});

describe('a sequence', () => {
  it('runs its nodes one after the other', async () => {
    const plan = stateGraph({ text: lastValue('') })
      .addSequence([
        ['a', ({ text }) => ({ text: `${text}a` })],
        ['b', ({ text }) => ({ text: `${text}b` })],
      ])
      .addEdge(START, 'a')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ text: 'ab' });
  });

  it('is refused without steps, and with a name twice', () => {
    const step = (): void => {};
    expect(() => stateGraph({}).addSequence([])).toThrow(/no steps: give one/);
    expect(() =>
      stateGraph({}).addSequence([
        ['a', step],
        ['a', step],
      ]),
    ).toThrow(/"a" was added already/);
  });
});
