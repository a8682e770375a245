/** Graphs of every form, to be built with the door and with upstream. */
import { RunnableLambda } from '@langchain/core/runnables';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import type { Library } from './libraries.ts';

/* oxlint-disable typescript/no-explicit-any -- the graphs are looked at, not run: their types are beside the point */

export type BuildGraph = (library: Library) => any;

const nothing = () => ({});
const concat = (held: string[], more: string[]) => [...held, ...more];

function states({ Annotation, StateSchema, ReducedValue }: Library) {
  const count = Annotation.Root({
    count: Annotation<number>,
    log: Annotation<string[]>({ reducer: concat, default: () => [] }),
  });
  const schema = new StateSchema({
    count: z.number().default(0),
    log: new ReducedValue(
      z.array(z.string()).default(() => []),
      { reducer: concat },
    ),
  });
  return { count, schema, zod: z.object({ count: z.number() }), zod3: z3.object({ count: z3.number() }) };
}

const chain = (library: Library, state: any, options?: any) =>
  new library.StateGraph(state, options)
    .addNode('a', nothing)
    .addNode('b', nothing)
    .addEdge(library.START, 'a' as any)
    .addEdge('a' as any, 'b' as any)
    .addEdge('b' as any, library.END);

const builder = (library: Library): any => new library.StateGraph(states(library).count);

export const graphs: Record<string, BuildGraph> = {
  'a chain of an annotation': (L) => chain(L, states(L).count).compile(),
  'a chain of a StateSchema': (L) => chain(L, states(L).schema).compile(),
  'a chain of zod': (L) => chain(L, states(L).zod).compile(),
  'a chain of zod 3': (L) => chain(L, states(L).zod3).compile(),
  'a chain of raw channels': (L) => chain(L, states(L).count.spec).compile(),
  'older channels': (L) => chain(L, { channels: { x: null, y: { value: concat, default: () => [] } } }).compile(),
  'one value for a state': (L) =>
    chain(L, { channels: { __root__: { reducer: concat, default: () => [] } } }).compile(),
  'state, input and output': (L) =>
    chain(L, {
      state: states(L).count,
      input: states(L).zod,
      output: L.Annotation.Root({ log: states(L).count.spec.log }),
    }).compile(),
  'an older state with input': (L) => chain(L, { stateSchema: states(L).count, input: states(L).count }).compile(),
  'input and output alone': (L) => chain(L, { input: states(L).count, output: states(L).zod }).compile(),
  'options beside a state': (L) =>
    chain(L, states(L).count, {
      input: L.Annotation.Root({ question: L.Annotation<string>() }),
      context: states(L).zod,
    }).compile(),
  'a context alone': (L) => chain(L, states(L).count, states(L).zod).compile(),
  'an annotation for a context': (L) => chain(L, states(L).count, states(L).count).compile(),
  'a record of nodes': (L) =>
    builder(L).addNode({ a: nothing, b: nothing }).addEdge('__start__', 'a').addEdge('a', 'b').compile(),
  'a list of nodes': (L) =>
    builder(L)
      .addNode([
        ['a', nothing, { metadata: { why: 'x' } }],
        ['b', nothing],
      ])
      .addEdge('__start__', 'a')
      .addEdge('a', 'b')
      .compile(),
  'a sequence': (L) =>
    builder(L)
      .addSequence([
        ['a', nothing],
        ['b', nothing, { defer: true }],
        ['c', nothing],
      ])
      .addEdge('__start__', 'a')
      .compile(),
  'a sequence by names': (L) =>
    builder(L).addSequence({ b: nothing, a: nothing }).setEntryPoint('b').setFinishPoint('a').compile(),
  'a join': (L) =>
    builder(L)
      .addNode({ a: nothing, b: nothing, c: nothing })
      .addEdge('__start__', 'a')
      .addEdge('__start__', 'b')
      .addEdge(['a', 'b'], 'c')
      .addEdge('c', '__end__')
      .compile(),
  'a join that is deferred': (L) =>
    builder(L)
      .addNode({ a: nothing, b: nothing })
      .addNode('c', nothing, { defer: true })
      .addEdge('__start__', 'a')
      .addEdge('__start__', 'b')
      .addEdge(['b', 'a'], 'c')
      .compile(),
  'a condition': (L) =>
    builder(L)
      .addNode({ a: nothing, b: nothing })
      .addEdge('__start__', 'a')
      .addConditionalEdges('a', () => 'b')
      .addEdge('b', 'a')
      .compile(),
  'conditions with maps': (L) =>
    builder(L)
      .addNode({ a: nothing, b: nothing, c: nothing })
      .addConditionalEdges('__start__', () => 'a', ['a', 'c'])
      .addConditionalEdges('a', () => 'yes', { yes: 'b', no: '__end__', 2: 'c' })
      .addConditionalEdges({
        source: 'b',
        path: new RunnableLambda({ func: () => 'c' }).withConfig({ runName: 'named' }),
        pathMap: ['c', '__end__'],
      })
      .compile(),
  commands: (L) =>
    builder(L)
      .addNode('a', nothing, { ends: ['b', '__end__'] })
      .addNode('b', nothing, { ends: ['a'] })
      .addEdge('__start__', 'a')
      .compile(),
  'a node with an input of its own': (L) =>
    builder(L)
      .addNode('a', nothing)
      .addNode('b', nothing, {
        input: L.Annotation.Root({ secret: L.Annotation<string>, count: L.Annotation<number> }),
      })
      .addEdge('__start__', 'a')
      .addEdge('a', 'b')
      .compile(),
  policies: (L) =>
    builder(L)
      .setNodeDefaults({ retryPolicy: { maxAttempts: 7 }, cachePolicy: true, timeout: 50 })
      .addNode('a', nothing, { retryPolicy: { maxAttempts: 2 }, cachePolicy: false })
      .addNode('b', nothing, { cachePolicy: { ttl: 3 }, timeout: { idleTimeout: 9 } })
      .addNode('c', nothing)
      .addEdge('__start__', 'a')
      .addEdge('a', 'b')
      .addEdge('b', 'c')
      .compile(),
  'error handlers': (L) =>
    builder(L)
      .addNode('a', nothing, { errorHandler: nothing, cachePolicy: true })
      .addNode('b', nothing)
      .addEdge('__start__', 'a')
      .addEdge('a', 'b')
      .setNodeDefaults({ errorHandler: nothing, cachePolicy: { ttl: 1 }, retryPolicy: { maxAttempts: 1 } })
      .compile({ name: 'handled', description: 'handles' }),
  breakpoints: (L) =>
    chain(L, states(L).count).compile({ interruptBefore: ['a' as any], interruptAfter: ['a' as any, 'b' as any] }),
  'breakpoints everywhere': (L) => chain(L, states(L).count).compile({ interruptBefore: '*' }),
  'a graph in a node': (L) =>
    builder(L)
      .addNode('inner', chain(L, states(L).count).compile())
      .addNode('after', nothing)
      .addEdge('__start__', 'inner')
      .addEdge('inner', 'after')
      .compile(),
  'graphs in graphs': (L) =>
    builder(L)
      .addNode('outer', graphs['a graph in a node']!(L))
      .addNode('other', nothing, { subgraphs: [chain(L, states(L).count).compile()] })
      .addConditionalEdges('__start__', () => 'outer', { one: 'outer', two: 'other' })
      .compile(),
  'Runnables in nodes': (L) =>
    builder(L)
      .addNode('one', RunnableLambda.from(nothing))
      .addNode('two', RunnableLambda.from(nothing).pipe(RunnableLambda.from(nothing)))
      .addNode('three', { count: () => 1 } as any)
      .addEdge('__start__', 'one')
      .addEdge('one', 'two')
      .addEdge('two', 'three')
      .compile(),
  'a node that Mermaid has another use for': (L) =>
    builder(L)
      .addNode({ subgraph: nothing, last: nothing })
      .addEdge('__start__', 'subgraph')
      .addEdge('subgraph', 'last')
      .compile(),
  'a graph without state': (L) =>
    (new (L as any).Graph() as any)
      .addNode('a', (x: number) => x)
      .addNode([['b', (x: number) => x, { metadata: {} }]])
      .addEdge('__start__', 'a')
      .addEdge('a', 'b')
      .addEdge('b', '__end__')
      .compile(),
  'a graph of messages': (L) =>
    (new (L as any).MessageGraph() as any)
      .addNode('a', () => [])
      .addEdge('__start__', 'a')
      .addEdge('a', '__end__')
      .compile(),
};
