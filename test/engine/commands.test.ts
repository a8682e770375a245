import { describe, expect, it } from 'vitest';
import { END, START, StateGraphEngine, command, lastValue, reducer, send, stateGraph } from '../../src/engine/index.ts';

const channels = () => ({
  n: lastValue(0),
  log: reducer<string[]>(
    (held, more) => [...held, ...more],
    () => [],
  ),
});
const graph = () => stateGraph(channels());
const note = (name: string) => () => ({ log: [name] });

describe('a command', () => {
  it('writes its update and goes where it says', async () => {
    const plan = graph()
      .addNode('a', () => command({ update: { n: 5, log: ['a'] }, goto: 'c' }), { ends: ['b', 'c'] })
      .addNode('b', note('b'))
      .addNode('c', (state) => ({ log: [`c${state.n}`] }))
      .addEdge(START, 'a')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ n: 5, log: ['a', 'c5'] });
  });

  it('goes there in addition to where edges lead', async () => {
    const plan = graph()
      .addNode('a', () => command({ goto: ['c', send('d', 'sent')] }))
      .addNode('b', note('b'))
      .addNode('c', note('c'))
      .addNode('d', (topic: string) => ({ log: [topic] }))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .addConditionalEdges('a', () => [send('d', 'routed')])
      .compile();
    expect((await new StateGraphEngine(plan).invoke({})).log).toEqual(['b', 'c', 'sent', 'routed']);
  });

  it.each([
    ['END', () => command({ update: { log: ['a'] }, goto: END })],
    ['nowhere', () => command({ update: { log: ['a'] } })],
    ['an empty array', () => command({ update: { log: ['a'] }, goto: [] })],
  ])('may go to %s', async (_, run) => {
    const plan = graph().addNode('a', run).addEdge(START, 'a').compile();
    expect((await new StateGraphEngine(plan).invoke({})).log).toEqual(['a']);
  });

  it('is seen by the conditional edges of its node, as an update is', async () => {
    const plan = graph()
      .addNode('a', () => command({ update: { n: 1 } }))
      .addNode('b', note('b'))
      .addEdge(START, 'a')
      .addConditionalEdges('a', ({ n }) => (n === 1 ? 'b' : END))
      .compile();
    expect((await new StateGraphEngine(plan).invoke({})).log).toEqual(['b']);
  });

  it('waits for deferred nodes as edges do', async () => {
    const plan = graph()
      .addNode('last', note('last'), { defer: true })
      .addNode('a', () => command({ goto: ['last', 'b'] }), { ends: ['last', 'b'] })
      .addNode('b', note('b'))
      .addEdge(START, 'a')
      .compile();
    expect((await new StateGraphEngine(plan).invoke({})).log).toEqual(['b', 'last']);
  });

  it('is told in the stream of updates by what it writes', async () => {
    const plan = graph()
      .addNode('a', () => command({ update: { n: 1 } }))
      .addNode('b', () => command({}))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .compile();
    const chunks: unknown[] = [];
    for await (const { data } of new StateGraphEngine(plan).stream({})) chunks.push(data);
    expect(chunks).toEqual([{ a: { n: 1 } }, { b: null }]);
  });

  it('can come in an array with updates, which are then written one after the other', async () => {
    const plan = graph()
      .addNode('a', () => [
        { log: ['1'] },
        command({ update: { log: ['2'] }, goto: 'b' }),
        null,
        command({ goto: 'c' }),
      ])
      .addNode('b', note('b'))
      .addNode('c', note('c'))
      .addEdge(START, 'a')
      .addConditionalEdges('a', () => END)
      .compile();
    expect((await new StateGraphEngine(plan).invoke({})).log).toEqual(['1', '2', 'b', 'c']);
  });
});

describe('a command is refused', () => {
  const engine = (run: () => ReturnType<typeof command>, ends?: string[]) =>
    new StateGraphEngine(
      graph()
        .addNode('a', run as never, { ends })
        .addNode('b', note('b'))
        .addNode('c', note('c'))
        .addEdge(START, 'a')
        .addEdge('a', 'b')
        .addEdge('a', 'c')
        .compile(),
    );

  it.each([['ghost'], [START], ['constructor'], [5], [null]])('when it goes to %s', async (goto) => {
    const running = engine(() => command({ goto: [goto as string] })).invoke({});
    await expect(running).rejects.toMatchObject({
      code: 'INVALID_ROUTE',
      message: expect.stringMatching(/node "a" goes to/),
    });
  });

  it('when it goes elsewhere than its node declares', async () => {
    await expect(engine(() => command({ goto: 'c' }), ['b']).invoke({})).rejects.toThrow(/goes to "c".*"b"/);
  });

  it('when its update is none, or writes what is not a channel', async () => {
    const update = (value: unknown) => engine(() => command({ update: value })).invoke({});
    await expect(update('text')).rejects.toMatchObject({ code: 'INVALID_GRAPH_NODE_RETURN_VALUE' });
    await expect(update({ typo: 1 })).rejects.toMatchObject({ code: 'UNKNOWN_CHANNEL' });
  });

  it('at compile time, where ends name no node, and with a hint where only a command could lead to a node', () => {
    expect(() => engine(() => command({}), ['ghost'])).toThrow(/ends of "a" names "ghost"/);
    const island = graph()
      .addNode('a', () => command({ goto: 'b' }))
      .addNode('b', note('b'))
      .addEdge(START, 'a');
    expect(() => island.compile()).toThrow(/Nothing leads to "b".*ends of a node/);
  });

  it('by the compiler, when its types are wrong', () => {
    const wrong = (): void => {
      // @ts-expect-error not among the ends
      graph().addNode('a', () => command({ goto: 'c' }), { ends: ['b'] });
      // @ts-expect-error a value of another type
      graph().addNode('a', () => command({ update: { n: 'one' } }));
      // @ts-expect-error no such channel
      graph().addNode('a', () => command({ update: { typo: 1 } }));
    };
    expect(wrong).toBeTypeOf('function');
  });
});
