import { describe, expect, it, vi } from 'vitest';
import { graphs } from './graphs.ts';
import { door, oracle } from './libraries.ts';

/* oxlint-disable typescript/no-explicit-any -- what graphs are made of is compared, whatever its type */

function describeNode(node: any) {
  const {
    triggers,
    channels,
    tags,
    metadata,
    retryPolicy,
    cachePolicy,
    timeout,
    ends,
    isErrorHandler,
    errorHandlerNode,
  } = node;
  return {
    kind: node.lc_graph_name,
    subgraphs: node.subgraphs?.length,
    bound: { kind: node.bound.constructor.name, name: node.bound.name },
    triggers,
    channels,
    tags,
    metadata,
    retryPolicy,
    cachePolicy,
    timeout,
    ends,
    isErrorHandler,
    errorHandlerNode,
  };
}

function describeGraph(graph: any) {
  const { inputChannels, outputChannels, streamChannels, streamMode, interruptBefore, interruptAfter } = graph;
  return {
    kind: graph.constructor.name,
    name: graph.getName(),
    description: graph.description,
    nodes: Object.entries(graph.nodes).map(([name, node]) => [name, describeNode(node)]),
    channels: Object.entries(graph.channels).map(([name, channel]: [string, any]) => [
      name,
      channel.lc_graph_name,
      channel.guard,
    ]),
    inputChannels,
    outputChannels,
    streamChannels,
    streamMode,
    interruptBefore,
    interruptAfter,
    builder: {
      compiled: graph.builder.compiled,
      nodes: Object.keys(graph.builder.nodes),
      edges: [...graph.builder.allEdges],
      branches: Object.entries(graph.builder.branches).map(([from, named]: [string, any]) => [
        from,
        Object.entries(named).map(([name, { ends }]: [string, any]) => [name, ends]),
      ]),
      state: graph.builder._schemaRuntimeDefinition?.constructor.name,
      input: String(graph.builder._inputRuntimeDefinition?.constructor.name),
      output: graph.builder._outputRuntimeDefinition?.constructor.name,
      context: graph.builder._configRuntimeSchema?.constructor.name,
    },
  };
}

describe('a compiled graph is made as upstream makes it', () => {
  it.each(Object.keys(graphs))('%s', (name) => {
    expect(describeGraph(graphs[name]!(door))).toEqual(describeGraph(graphs[name]!(oracle)));
  });
});

describe('a builder', () => {
  it.each(['door', 'oracle'] as const)('of the %s warns of edits that come too late', (which) => {
    const L = which === 'door' ? door : oracle;
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const builder: any = new L.StateGraph(L.Annotation.Root({ x: L.Annotation<string> })).addNode({
      a: () => ({}),
      b: () => ({}),
    });
    builder.addEdge('__start__', 'a').addEdge('a', 'b').compile();
    builder
      .addNode('c', () => ({}))
      .addEdge('b', 'c')
      .addEdge(['a', 'b'], 'c');
    builder
      .addConditionalEdges('c', () => 'a')
      .setEntryPoint('b')
      .setFinishPoint('c');
    const warnings = warn.mock.calls.map(([line]) => String(line));
    warn.mockRestore();
    expect(warnings).toEqual([
      'Adding a node to a graph that has already been compiled. This will not be reflected in the compiled graph.',
      ...Array<string>(3).fill(
        'Adding an edge to a graph that has already been compiled. This will not be reflected in the compiled graph.',
      ),
      'Setting the entry point of a graph that has already been compiled. This will not be reflected in the compiled graph.',
      'Adding an edge to a graph that has already been compiled. This will not be reflected in the compiled graph.',
      'Setting a finish point of a graph that has already been compiled. This will not be reflected in the compiled graph.',
      'Adding an edge to a graph that has already been compiled. This will not be reflected in the compiled graph.',
    ]);
  });

  it('keeps its nodes when a handler for all of them is compiled', () => {
    const builder = new door.StateGraph(door.Annotation.Root({ x: door.Annotation<string> }))
      .addNode('a', () => ({}))
      .addEdge(door.START, 'a')
      .setNodeDefaults({ errorHandler: () => ({}) });
    expect(Object.keys(builder.compile().nodes)).toEqual(['__start__', 'a', '__default_error_handler__']);
    expect(Object.keys(builder.nodes)).toEqual(['a']);
    expect(Object.keys(builder.compile().nodes)).toHaveLength(3);
  });

  it('takes the later of two defaults, field by field', () => {
    const compiled = new door.StateGraph(door.Annotation.Root({ x: door.Annotation<string> }))
      .addNode('a', () => ({}))
      .addEdge(door.START, 'a')
      .setNodeDefaults({ retryPolicy: { maxAttempts: 1 }, cachePolicy: true })
      .setNodeDefaults({ retryPolicy: { maxAttempts: 2 } })
      .compile();
    expect(compiled.nodes.a).toMatchObject({ retryPolicy: { maxAttempts: 2 }, cachePolicy: {} });
  });

  it('runs one node alone', async () => {
    const run = async (L: typeof door) => {
      const state = L.Annotation.Root({ x: L.Annotation<number> });
      const graph = new L.StateGraph(state)
        .addNode('a', ({ x }) => ({ x: x + 1 }))
        .addEdge(L.START, 'a')
        .compile();
      return graph.nodes.a.invoke({ x: 1 });
    };
    expect(await run(door)).toEqual({ x: 2 });
    expect(await run(oracle)).toEqual({ x: 2 });
  });
});
