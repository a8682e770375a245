import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { door, oracle, type Library } from './libraries.ts';

/* oxlint-disable typescript/no-explicit-any -- these builders are deprecated, and only their runs are of interest */

async function chunksOf(graph: any, input: unknown, options?: object): Promise<unknown[]> {
  const chunks: unknown[] = [];
  for await (const chunk of await graph.stream(input, options)) chunks.push(chunk);
  return chunks;
}

const numbers = (library: any): any =>
  new library.Graph()
    .addNode('add', (x: number) => x + 1)
    .addNode('double', async (x: number) => x * 2)
    .addEdge('__start__', 'add')
    .addEdge('add', 'double')
    .addEdge('double', '__end__')
    .compile();

const messages = (library: any): any =>
  new library.MessageGraph()
    .addNode('answer', (list: unknown[]) => new AIMessage({ id: 'a', content: `no. ${list.length}` }))
    .addNode('more', () => [new HumanMessage({ id: 'b', content: 'go on' })])
    .addEdge('__start__', 'answer')
    .addConditionalEdges('answer', (list: unknown[]) => (list.length < 3 ? 'more' : '__end__'))
    .addEdge('more', 'answer')
    .compile();

const contents = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a graph without state', () => {
  it('hands on what its nodes return', async () => {
    expect(await numbers(door).invoke(1)).toBe(4);
    expect(await numbers(oracle).invoke(1)).toBe(4);
  });

  it.each(['values', 'updates'])('streams as upstream does: %s', async (streamMode) => {
    const ours = await chunksOf(numbers(door), 1, { streamMode });
    expect(ours).toEqual(await chunksOf(numbers(oracle), 1, { streamMode }));
  });

  it('follows its conditions, with the result of the node', async () => {
    const graph = (library: any) =>
      new library.Graph()
        .addNode('add', (x: number) => x + 1)
        .addNode('double', (x: number) => x * 2)
        .addConditionalEdges('__start__', (x: number) => (x > 100 ? 'double' : 'add'))
        .addConditionalEdges('add', (x: number) => (x > 10 ? '__end__' : 'double'))
        .addEdge('double', 'add')
        .compile();
    expect(await graph(door).invoke(1)).toBe(11);
    expect(await graph(door).invoke(101)).toBe(203);
  });
});

describe('a graph of messages', () => {
  it('keeps them all', async () => {
    const run = async (library: Library) =>
      contents(await messages(library).invoke([new HumanMessage({ id: 'q', content: 'hi' })]));
    expect(await run(door)).toEqual(await run(oracle));
    expect(await run(door)).toHaveLength(3);
  });

  it.each(['values', 'updates'])('streams as upstream does: %s', async (streamMode) => {
    const input = () => new HumanMessage({ id: 'q', content: 'hi' });
    const ours = await chunksOf(messages(door), input(), { streamMode });
    expect(contents(ours)).toEqual(contents(await chunksOf(messages(oracle), input(), { streamMode })));
  });
});
