import { RunnableLambda } from '@langchain/core/runnables';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { door, oracle, type Library } from './libraries.ts';

/* oxlint-disable typescript/no-explicit-any -- mistakes are what types would refuse */

type Make = (library: Library) => any;

const nothing = () => ({});
const one = (L: Library): any => L.Annotation.Root({ x: L.Annotation<string> });
const builder = (L: Library): any => new L.StateGraph(one(L));
const linked = (L: Library): any =>
  builder(L).addNode({ a: nothing, b: nothing }).addEdge('__start__', 'a').addEdge('a', 'b');
const legacy = (L: Library): any => new (L as any).Graph();
const state = (schema: unknown, options?: unknown) => (L: Library) =>
  new L.StateGraph(schema as never, options as never);
const reducing = (L: Library, reducer: any) => L.Annotation.Root({ x: L.Annotation({ reducer, default: () => '' }) });

const mistakes: Record<string, Make> = {
  'no state': state(undefined),
  'null for a state': state(null),
  'an empty record for a state': state({}),
  'a list for a state': state([1]),
  'a string for a state': state('state'),
  'a number in a state': state({ x: 1 }),
  'a string schema for a state': state(z.string()),
  'an init without a state': state({ output: z.object({ x: z.string() }) }),
  'an init with a wrong input': (L) => new L.StateGraph({ state: one(L), input: 7 } as never),
  'an init with a wrong output': (L) => new L.StateGraph({ state: one(L), output: { y: 1 } } as never),
  'options with a wrong input': (L) => new L.StateGraph(one(L), { input: 7 } as never),
  'options with an empty output': (L) => new L.StateGraph(one(L), { output: {} } as never),
  'a key of two kinds': (L) => new L.StateGraph({ state: one(L), input: reducing(L, (a: string) => a) } as never),
  'a key of two reducers': (L) =>
    new L.StateGraph({
      state: reducing(L, (a: string) => a),
      output: reducing(L, (_: string, b: string) => b),
    } as never),
  'no nodes': (L) => builder(L).addNode([]),
  'no nodes in a record': (L) => builder(L).addNode({}),
  'a node named as a key': (L) => builder(L).addNode('x', nothing),
  'a node with a colon': (L) => builder(L).addNode('a:b', nothing),
  'a node with a bar': (L) => builder(L).addNode('a|b', nothing),
  'a node twice': (L) => builder(L).addNode('a', nothing).addNode('a', nothing),
  'a node named as the start': (L) => builder(L).addNode('__start__', nothing),
  'a node named as the end': (L) => builder(L).addNode('__end__', nothing),
  'a node that is nothing': (L) => builder(L).addNode('a', undefined),
  'a node that is a number': (L) => builder(L).addNode('a', 7),
  'a node with a wrong input': (L) => builder(L).addNode('a', nothing, { input: {} }),
  'a node whose input is of another kind': (L) =>
    builder(L).addNode('a', nothing, { input: reducing(L, (a: string) => a) }),
  'a node with no time': (L) => builder(L).addNode('a', nothing, { timeout: 0 }),
  'a node with negative patience': (L) => builder(L).addNode('a', nothing, { timeout: { idleTimeout: -1 } }),
  'a node refreshed by nothing known': (L) =>
    builder(L).addNode('a', nothing, { timeout: { runTimeout: 1, refreshOn: 'x' } }),
  'defaults with no time': (L) => builder(L).setNodeDefaults({ timeout: 0 }),
  'a handler whose name is taken': (L) =>
    builder(L).addNode('__error_handler__a', nothing).addNode('a', nothing, { errorHandler: nothing }),
  'a default handler whose name is taken': (L) =>
    linked(L).addNode('__default_error_handler__', nothing).setNodeDefaults({ errorHandler: nothing }).compile(),
  'an edge from the end': (L) => builder(L).addEdge('__end__', 'a'),
  'an edge to the start': (L) => builder(L).addNode('a', nothing).addEdge('a', '__start__'),
  'a join from the end': (L) => builder(L).addNode('a', nothing).addEdge(['a', '__end__'], 'a'),
  'a join of a stranger': (L) => builder(L).addNode('a', nothing).addEdge(['a', 'b'], 'a'),
  'a join to a stranger': (L) => builder(L).addNode('a', nothing).addEdge(['a'], 'b'),
  'a join to the end': (L) => builder(L).addNode('a', nothing).addEdge(['a'], '__end__'),
  'two conditions without a name': (L) =>
    builder(L).addNode('a', nothing).addConditionalEdges('a', nothing).addConditionalEdges('a', nothing),
  'two conditions of one name': (L) => {
    const condition = RunnableLambda.from(() => 'a');
    condition.name = 'route';
    return linked(L).addConditionalEdges('a', condition).addConditionalEdges('a', condition);
  },
  'a condition that is nothing': (L) => linked(L).addConditionalEdges('a', undefined),
  'an empty sequence': (L) => builder(L).addSequence([]),
  'an empty record for a sequence': (L) => builder(L).addSequence({}),
  'a sequence with a node twice': (L) =>
    builder(L).addSequence([
      ['a', nothing],
      ['a', nothing],
    ]),
  'an edge of a stranger': (L) => linked(L).addEdge('c', 'a').compile(),
  'an edge to a stranger': (L) => linked(L).addEdge('b', 'c').compile(),
  'a condition of a stranger': (L) =>
    linked(L)
      .addConditionalEdges('c', () => 'a')
      .compile(),
  'a condition for a stranger': (L) =>
    linked(L)
      .addConditionalEdges('b', () => 'c', ['c'])
      .compile(),
  'an end that is a stranger': (L) =>
    linked(L)
      .addNode('c', nothing, { ends: ['d'] })
      .addEdge('b', 'c')
      .compile(),
  'a node that nothing leads to': (L) => linked(L).addNode('c', nothing).compile(),
  'a pause before a stranger': (L) => linked(L).compile({ interruptBefore: ['c'] }),
  'a pause after a stranger': (L) => linked(L).compile({ interruptAfter: ['c'] }),
  'a graph without state: a node twice': (L) => legacy(L).addNode('a', nothing).addNode('a', nothing),
  'a graph without state: a colon': (L) => legacy(L).addNode('a:b', nothing),
  'a graph without state: the end as a node': (L) => legacy(L).addNode('__end__', nothing),
  'a graph without state: two ways': (L) =>
    legacy(L).addNode({ a: nothing, b: nothing }).addEdge('a', 'b').addEdge('a', '__end__'),
  'a graph without state: from start to end': (L) => legacy(L).addEdge('__start__', '__end__').compile(),
  'a graph without state: a node that nothing leads to': (L) => legacy(L).addNode({ a: nothing }).compile(),
};

function outcome(make: Make, library: Library): object {
  try {
    make(library);
    return { made: true };
  } catch (error) {
    const { name, message, lc_error_code, constructor } = error as Error & { lc_error_code?: string };
    return { kind: constructor.name, name, message, code: lc_error_code };
  }
}

describe('a mistake is told as upstream tells it', () => {
  it.each(Object.keys(mistakes))('%s', (name) => {
    const theirs = outcome(mistakes[name]!, oracle);
    expect(theirs).toHaveProperty('message');
    expect(outcome(mistakes[name]!, door)).toEqual(theirs);
  });
});
