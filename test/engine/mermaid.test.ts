import { describe, expect, it } from 'vitest';
import { END, START, command, mermaid, stateGraph, subgraph } from '../../src/engine/index.ts';

const idle = (): void => {};

describe('mermaid', () => {
  it('draws edges, conditional edges with their answers, joins, deferred nodes and commands', () => {
    const plan = stateGraph({})
      .addNode('a', idle)
      .addNode('b', idle)
      .addNode('c', () => command({ goto: 'a' }), { ends: ['a', END] })
      .addNode('d', idle, { defer: true })
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .addEdge(['a', 'b'], 'c')
      .addEdge('c', 'd')
      .addConditionalEdges('a', () => 'stop', { stop: END, again: 'a' })
      .addConditionalEdges('b', () => 'b', ['b'])
      .compile();
    expect(mermaid(plan)).toBe(`flowchart TD
  __start__([start])
  n0["a"]
  n1["b"]
  n2["c"]
  n3["d (deferred)"]
  n2 --> n3
  join1((" "))
  n0 --- join1
  n1 --- join1
  join1 --> n2
  __start__ --> n0
  __start__ --> n1
  n0 -. "stop" .-> __end__
  n0 -. "again" .-> n0
  n1 -.-> n1
  n2 -.-> n0
  n2 -.-> __end__
  n3 --> __end__
  __end__([end])
`);
  });

  it('draws a conditional edge that may lead anywhere', () => {
    const plan = stateGraph({})
      .addNode('a', idle)
      .addConditionalEdges(START, () => 'a')
      .compile();
    expect(mermaid(plan)).toContain('__start__ -.-> __anywhere__\n');
    expect(mermaid(plan)).toContain('__anywhere__[any node]\n');
  });

  it('draws a subgraph as a box with its own flowchart', () => {
    const inner = stateGraph({}).addNode('in', idle).addEdge(START, 'in').compile();
    const plan = stateGraph({}).addNode('out', subgraph(inner)).addEdge(START, 'out').compile();
    expect(mermaid(plan)).toBe(`flowchart TD
  __start__([start])
  subgraph n0["out"]
    n0___start__([start])
    n0_n0["in"]
    n0___start__ --> n0_n0
    n0_n0 --> n0___end__
    n0___end__([end])
  end
  __start__ --> n0
  n0 --> __end__
  __end__([end])
`);
  });

  it('lets no name break out of its box', () => {
    const plan = stateGraph({}).addNode('a"]\nx --> y & "', idle).addEdge(START, 'a"]\nx --> y & "').compile();
    expect(mermaid(plan)).toContain('n0["a&quot;] x --> y &amp; &quot;"]\n');
  });
});
