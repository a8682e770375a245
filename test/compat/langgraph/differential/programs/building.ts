import { RunnableLambda } from '@langchain/core/runnables';
import type { Programs } from '../run-program.ts';
import { logState, logger, type Loose } from './log-state.ts';

export const building: Programs = {
  'chain runs its nodes in order': async (lib, t) => {
    const graph = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('b', logger('b'))
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .addEdge('b', lib.END)
      .compile();
    t.record('result', await graph.invoke({ log: ['in'] }));
    await t.chunks('values', () => graph.stream({ log: ['in'] }, { streamMode: 'values' }));
    await t.chunks('updates', () => graph.stream({ log: ['in'] }));
  },
  'compiled graph shows its nodes and channels': (lib, t) => {
    const graph = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'), { retryPolicy: { maxAttempts: 4 }, metadata: { kind: 'x' } })
      .addNode('b', logger('b'), { defer: true })
      .addEdge(lib.START, 'a')
      .addEdge(['a'], 'b')
      .compile({ name: 'shown', description: 'a graph' });
    t.record('nodes', Object.keys(graph.nodes).sort());
    t.record('channels', Object.fromEntries(Object.entries(graph.channels).map(([k, c]) => [k, c.lc_graph_name])));
    t.record('retryPolicy', graph.nodes.a.retryPolicy);
    t.record('triggers', [graph.nodes.a.triggers, graph.nodes.b.triggers]);
    t.record('metadata', graph.nodes.a.metadata);
    t.record('names', [graph.getName(), graph.name, graph.description, graph.streamMode]);
    t.record('keys', [graph.inputChannels, graph.outputChannels, graph.streamChannelsList, graph.streamChannelsAsIs]);
  },
  'nodes are added as an object': async (lib, t) => {
    const graph = new lib.StateGraph(logState(lib))
      .addNode({ a: logger('a'), b: logger('b') })
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .compile();
    t.record('result', await graph.invoke({}));
  },
  'nodes are added as a list': async (lib, t) => {
    const graph = new lib.StateGraph(logState(lib))
      .addNode([
        ['a', logger('a')],
        ['b', logger('b'), { metadata: { second: true } }],
      ])
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .compile();
    t.record('result', await graph.invoke({}));
    t.record('metadata', graph.nodes.b.metadata);
  },
  'bad node names and bodies are refused': async (lib, t) => {
    const graph = (): Loose => new lib.StateGraph(logState(lib)).addNode('a', logger('a'));
    for (const name of ['a', 'log', lib.START, lib.END, 'x:y', 'x|y', '', '__x__']) {
      await t.attempt(`name ${name}`, () => void graph().addNode(name, logger('z')));
    }
    await t.attempt('no body', () => void graph().addNode('b'));
    await t.attempt('number', () => void graph().addNode('b', 3));
    await t.attempt('empty object', () => void graph().addNode({}));
    await t.attempt('empty list', () => void graph().addNode([]));
  },
  'bad edges are refused': async (lib, t) => {
    const graph = (): Loose => new lib.StateGraph(logState(lib)).addNode('a', logger('a')).addNode('b', logger('b'));
    await t.attempt('from end', () => void graph().addEdge(lib.END, 'a'));
    await t.attempt('to start', () => void graph().addEdge('a', lib.START));
    await t.attempt('join of unknown', () => void graph().addEdge(['a', 'x'], 'b'));
    await t.attempt('join to end', () => void graph().addEdge(['a', 'b'], lib.END));
    await t.attempt('join to unknown', () => void graph().addEdge(['a', 'b'], 'x'));
    await t.attempt('join from end', () => void graph().addEdge(['a', lib.END], 'b'));
    await t.attempt('join of none', () => void graph().addEdge([], 'b'));
  },
  'graphs that make no sense do not compile': async (lib, t) => {
    const graph = (): Loose => new lib.StateGraph(logState(lib)).addNode('a', logger('a'));
    await t.attempt('no entry', () => void graph().compile());
    await t.attempt('edge to unknown', () => void graph().addEdge(lib.START, 'a').addEdge('a', 'x').compile());
    await t.attempt('edge from unknown', () => void graph().addEdge(lib.START, 'a').addEdge('x', 'a').compile());
    await t.attempt('unreachable', () => void graph().addNode('b', logger('b')).addEdge(lib.START, 'a').compile());
    await t.attempt(
      'unknown interrupt',
      () =>
        void graph()
          .addEdge(lib.START, 'a')
          .compile({ interruptBefore: ['x'] }),
    );
    await t.attempt(
      'unknown interrupt after',
      () =>
        void graph()
          .addEdge(lib.START, 'a')
          .compile({ interruptAfter: ['x'] }),
    );
    await t.attempt(
      'path map to unknown',
      () =>
        void graph()
          .addEdge(lib.START, 'a')
          .addConditionalEdges('a', () => 'y', { y: 'x' })
          .compile(),
    );
    await t.attempt(
      'branch from unknown',
      () =>
        void graph()
          .addEdge(lib.START, 'a')
          .addConditionalEdges('x', () => 'a')
          .compile(),
    );
    await t.attempt('empty', () => void (new lib.StateGraph(logState(lib)) as Loose).compile());
  },
  'ends make a node reachable': async (lib, t) => {
    const graph = new lib.StateGraph(logState(lib))
      .addNode('a', () => new lib.Command({ goto: 'b', update: { log: ['a'] } }), { ends: ['b'] })
      .addNode('b', logger('b'))
      .addEdge(lib.START, 'a')
      .compile();
    t.record('result', await graph.invoke({}));
    const bad: Loose = new lib.StateGraph(logState(lib)).addNode('a', logger('a'), { ends: ['x'] });
    await t.attempt('ends unknown', () => void bad.addEdge(lib.START, 'a').compile());
  },
  'entry and finish points of old': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib)).addNode('a', logger('a')).addNode('b', logger('b'));
    const graph = builder.addEdge('a', 'b').setEntryPoint('a').setFinishPoint('b').compile();
    t.record('result', await graph.invoke({}));
  },
  sequence: async (lib, t) => {
    const graph = new lib.StateGraph(logState(lib))
      .addSequence([
        ['a', logger('a')],
        ['b', logger('b')],
      ])
      .addSequence({ c: logger('c'), d: logger('d') })
      .addEdge(lib.START, 'a')
      .addEdge('b', 'c')
      .compile();
    t.record('result', await graph.invoke({}));
    await t.attempt('empty', () => void new lib.StateGraph(logState(lib)).addSequence([] as never));
    await t.attempt('empty object', () => void new lib.StateGraph(logState(lib)).addSequence({} as never));
    await t.attempt(
      'twice',
      () =>
        void new lib.StateGraph(logState(lib)).addSequence([
          ['a', logger('a')],
          ['a', logger('a')],
        ]),
    );
  },
  'edits after compile warn': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib)).addNode('a', logger('a')).addEdge(lib.START, 'a');
    const graph = builder.compile();
    builder.addNode('b', logger('b'));
    builder.addEdge('a', 'b');
    builder.addConditionalEdges('b', () => lib.END);
    t.record('result', await graph.invoke({}));
    t.record('again', await builder.compile().invoke({}));
  },
  'setNodeDefaults fill in what a node leaves open': (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib));
    const same = builder
      .setNodeDefaults({ retryPolicy: { maxAttempts: 2 }, cachePolicy: { ttl: 3 } })
      .addNode('a', logger('a'))
      .addNode('b', logger('b'), { retryPolicy: { maxAttempts: 7 }, cachePolicy: false })
      .setNodeDefaults({ retryPolicy: { maxAttempts: 3 } });
    t.record('same', same === builder);
    const graph = builder.addEdge(lib.START, 'a').addEdge('a', 'b').compile();
    t.record('a', [graph.nodes.a.retryPolicy, graph.nodes.a.cachePolicy]);
    t.record('b', [graph.nodes.b.retryPolicy, graph.nodes.b.cachePolicy]);
    t.record('builder', [builder.nodes.a.retryPolicy, builder.nodes.b.cachePolicy]);
  },
  'one node alone': async (lib, t) => {
    const graph = new lib.StateGraph(logState(lib)).addNode('a', logger('a')).addEdge(lib.START, 'a').compile();
    t.record('node', await graph.nodes.a.invoke({ log: ['x'] } as Loose));
  },
  'nodes are runnables, sync, or return runnables': async (lib, t) => {
    const graph = new lib.StateGraph(logState(lib))
      .addNode('a', RunnableLambda.from(logger('a')))
      .addNode('b', async () => RunnableLambda.from(logger('b')) as never)
      .addNode('c', () => ({ log: 'c' as never }))
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .addEdge('b', 'c')
      .compile();
    await t.chunks('updates', () => graph.stream({ log: [] }));
  },
  'deferred node beside packets': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('w', logger('w'))
      .addNode('d', logger('d'), { defer: true })
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'd')
      .addConditionalEdges('a', (() => [new lib.Send('w', { log: ['sent'] })]) as Loose, ['w'] as Loose)
      .compile();
    await t.chunks('values', () => graph.stream({}, { streamMode: 'values' }));
  },
  'deferred node runs last': async (lib, t) => {
    const graph = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('b', logger('b'))
      .addNode('c', logger('c'))
      .addNode('d', logger('d'), { defer: true })
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .addEdge('a', 'd')
      .addEdge('b', 'c')
      .addEdge('c', 'd')
      .compile();
    await t.chunks('updates', () => graph.stream({}));
  },
};
