import { describe, expect, it } from 'vitest';
import {
  END,
  GraphValidationError,
  START,
  StateGraphEngine,
  lastValue,
  stateGraph,
  type Channels,
} from '../../src/engine/index.ts';

/** A builder that takes any name, as programs written in JavaScript use it. */
const graph = () => stateGraph({ x: lastValue<number>() }).addNode('known' as string, () => {});

function refusal(build: () => unknown): GraphValidationError {
  try {
    build();
  } catch (error) {
    if (error instanceof GraphValidationError) return error;
    throw error;
  }
  throw new Error('the graph was accepted');
}

describe('a graph is refused, naming the offender and the remedy:', () => {
  const nodes: [string, () => unknown, RegExp][] = [
    ['a name used twice', () => graph().addNode('known', () => {}), /"known" was added already.*rename/],
    ['START as a node', () => graph().addNode(START, () => {}), /"__start__".*rename/],
    ['END as a node', () => graph().addNode(END, () => {}), /"__end__".*rename/],
    ['an empty name', () => graph().addNode('', () => {}), /named an empty string.*give it a name/],
    ['a name that is no string', () => graph().addNode(5 as never, () => {}), /named a number/],
    ['a node that is no function', () => graph().addNode('n', {} as never), /"n" is an object: give a function/],
    [
      'a conditional edge that is no function',
      () => graph().addConditionalEdges('known', 'known' as never),
      /from "known" is a string/,
    ],
  ];
  it.each(nodes)('%s', (_, build, message) => {
    expect(refusal(build).message).toMatch(message);
    expect(refusal(build).code).toBe('GRAPH_INVALID');
  });

  const edges: [string, () => unknown, RegExp][] = [
    [
      'an edge from an unknown node',
      () => graph().addEdge(START, 'known').addEdge('ghost', 'known'),
      /"ghost" to "known" names "ghost".*addNode.*"known"/,
    ],
    ['an edge to an unknown node', () => graph().addEdge(START, 'ghost'), /to "ghost" names "ghost"/],
    ['an edge from END', () => graph().addEdge(START, 'known').addEdge(END, 'known'), /begins at END/],
    ['an edge to START', () => graph().addEdge('known', START), /leads to START/],
    [
      'a conditional edge from an unknown node',
      () =>
        graph()
          .addEdge(START, 'known')
          .addConditionalEdges('ghost', () => END),
      /from "ghost" names "ghost"/,
    ],
    ['a conditional edge from END', () => graph().addConditionalEdges(END, () => 'known'), /begins at END/],
    [
      'an unknown target',
      () => graph().addConditionalEdges(START, () => 'ghost', ['ghost']),
      /from "__start__" names "ghost"/,
    ],
    [
      'an unknown target of a record',
      () => graph().addConditionalEdges(START, () => 'yes', { yes: 'ghost' }),
      /names "ghost"/,
    ],
    ['no entry', () => graph(), /does not begin.*edge from START/],
    [
      'a node that nothing leads to',
      () =>
        graph()
          .addNode('island', () => {})
          .addEdge(START, 'known'),
      /Nothing leads to "island".*add an edge/,
    ],
    [
      'nodes that only lead to each other',
      () =>
        graph()
          .addNode('a', () => {})
          .addEdge('a', 'a')
          .addEdge(START, 'known'),
      /"a"/,
    ],
  ];
  it.each(edges)('%s', (_, build, message) => {
    expect(refusal(() => (build() as ReturnType<typeof graph>).compile()).message).toMatch(message);
  });

  it('a channel that is no channel, or cannot be a key of an object', () => {
    expect(refusal(() => stateGraph({ bad: {} } as unknown as Channels)).message).toMatch(
      /"bad" is an object.*lastValue/,
    );
    expect(refusal(() => stateGraph({ bad: null } as unknown as Channels)).message).toMatch(/"bad" is null/);
    expect(refusal(() => stateGraph({ ['__proto__']: lastValue() })).message).toMatch(/"__proto__".*rename/);
  });

  it('a context declared after nodes were typed without it', () => {
    expect(refusal(() => graph().withContext<string>()).message).toMatch(/before addNode/);
  });
});

describe('a graph is accepted', () => {
  it('where a conditional edge without targets may lead anywhere', () => {
    expect(
      graph()
        .addNode('far', () => {})
        .addConditionalEdges(START, () => 'far')
        .compile().nodes,
    ).toHaveLength(2);
  });

  it('with an edge declared twice, which counts once', async () => {
    const runs: number[] = [];
    const plan = stateGraph({})
      .addNode('a', (_, { step }) => void runs.push(step))
      .addEdge(START, 'a')
      .addEdge(START, 'a')
      .compile();
    await new StateGraphEngine(plan).invoke({});
    expect(runs).toEqual([1]);
  });

  it('without nodes: the input is the final state', async () => {
    const plan = stateGraph({ x: lastValue<number>() }).addEdge(START, END).compile();
    expect(await new StateGraphEngine(plan).invoke({ x: 1 })).toEqual({ x: 1 });
  });
});

describe('the plan', () => {
  it('is frozen, with edges resolved to ascending indices', () => {
    const plan = stateGraph({})
      .addNode('a', () => {})
      .addNode('b', () => {})
      .addNode('c', () => {})
      .addEdge(START, 'a')
      .addEdge('a', 'c')
      .addEdge('a', 'b')
      .addEdge('c', END)
      .compile();
    expect(plan.nodes[0]?.targets).toEqual([1, 2]);
    expect(plan.nodes[2]?.targets).toEqual([]);
    for (const part of [plan, plan.nodes, plan.channels, plan.nodes[0], plan.nodes[0]?.targets, plan.start])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('does not change when the builder goes on', async () => {
    const order: string[] = [];
    const builder = stateGraph({})
      .addNode('a', () => void order.push('a'))
      .addEdge(START, 'a');
    const first = builder.compile();
    const second = builder
      .addNode('b', () => void order.push('b'))
      .addEdge('a', 'b')
      .compile();
    await new StateGraphEngine(first).invoke({});
    expect(order).toEqual(['a']);
    await new StateGraphEngine(second).invoke({});
    expect(order).toEqual(['a', 'a', 'b']);
  });

  it('has as much work to compile per node, however many there are', () => {
    const compile = (size: number): number => {
      let reads = 0;
      const builder = stateGraph({})
        .addNode('0' as string, () => {})
        .addEdge(START, '0');
      for (let number = 1; number < size; number++)
        builder.addNode(`${number}`, () => {}).addEdge(`${number - 1}`, `${number}`);
      const get = Map.prototype.get;
      Map.prototype.get = function (key) {
        reads++;
        return get.call(this, key);
      };
      try {
        builder.compile();
      } finally {
        Map.prototype.get = get;
      }
      return reads / size;
    };
    expect(compile(2000) / compile(200)).toBeLessThan(1.1);
  });
});
