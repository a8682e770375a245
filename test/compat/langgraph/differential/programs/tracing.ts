import { tool } from '@langchain/core/tools';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { RunnableLambda } from '@langchain/core/runnables';
import { z } from 'zod';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, thread, type Loose } from './log-state.ts';

const chat = (lib: Library, compile: Loose = {}): Loose =>
  new lib.StateGraph(lib.MessagesAnnotation)
    .addNode('model', (async (s: Loose) => ({
      messages: [await new FakeListChatModel({ responses: ['ab'] }).invoke(s.messages)],
    })) as Loose)
    .addEdge(lib.START, 'model')
    .addConditionalEdges('model', function route() {
      return lib.END;
    })
    .compile(compile);

const input = { messages: [{ role: 'user', content: 'x', id: '1' }] };

const callbacks = (t: Loose): Loose => ({
  handleChainStart: (...args: Loose[]) => {
    const [, inputs, id, parent, tags, metadata, , name] = args;
    t.record('chain start', { inputs, id, parent, tags, metadata, name });
  },
  handleChainEnd: (outputs: Loose, id: string) => t.record('chain end', { outputs, id }),
  handleChainError: (error: Loose, id: string) => t.record('chain error', { error, id }),
});

export const tracing: Programs = {
  'streamEvents v2': async (lib, t) => {
    await t.chunks('events', () => chat(lib).streamEvents(input, { version: 'v2' }));
  },
  'streamEvents v2 with config': async (lib, t) => {
    const graph = chat(lib, { name: 'named', checkpointer: t.memory() });
    await t.chunks('events', () =>
      graph.streamEvents(input, {
        version: 'v2',
        ...thread('1', { own: 'o', __hidden: 1, n: 3 }),
        tags: ['t'],
        metadata: { m: 1 },
      }),
    );
  },
  'streamEvents v1': async (lib, t) => {
    await t.chunks('events', () => chat(lib).streamEvents(input, { version: 'v1' }));
  },
  'streamEvents v2 with filters and encoding': async (lib, t) => {
    await t.chunks('types', () => chat(lib).streamEvents(input, { version: 'v2' }, { includeTypes: ['chat_model'] }));
    await t.chunks('names', () => chat(lib).streamEvents(input, { version: 'v2' }, { includeNames: ['model'] }));
    const bytes = await t.collect<Loose>(
      chat(lib).streamEvents(input, { version: 'v2', encoding: 'text/event-stream' }),
    );
    t.record(
      'bytes',
      bytes.map((part) => new TextDecoder().decode(part).split('\n')[0]),
    );
  },
  'streamEvents v2 of nested graphs and tools': async (lib, t) => {
    const adds = tool(({ n }: Loose) => n + 1, {
      name: 'adds',
      description: 'adds',
      schema: z.object({ n: z.number() }),
    });
    const inner: Loose = new lib.StateGraph(logState(lib))
      .addNode('i', (async () => ({ log: [String(await adds.invoke({ n: 1 }))] })) as Loose)
      .addEdge(lib.START, 'i')
      .compile({ name: 'inner' });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('sub', inner)
      .addNode('lambda', RunnableLambda.from(logger('l')).withConfig({ runName: 'mine', tags: ['own'] }) as Loose)
      .addEdge(lib.START, 'sub')
      .addEdge('sub', 'lambda')
      .compile();
    await t.chunks('events', () => graph.streamEvents({}, { version: 'v2' }));
  },
  'streamEvents of a failing node': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('bad', (() => {
        throw new TypeError('bad');
      }) as Loose)
      .addEdge(lib.START, 'bad')
      .compile();
    await t.chunks('events', () => graph.streamEvents({}, { version: 'v2' }));
  },
  'streamEvents with custom chunks': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('n', ((_s: Loose, config: Loose) => (config.writer?.({ c: 1 }), {})) as Loose)
      .addEdge(lib.START, 'n')
      .compile();
    await t.chunks('events', () => graph.streamEvents({}, { version: 'v2', streamMode: ['custom', 'values'] }));
  },
  'callbacks of a run': async (lib, t) => {
    await chat(lib, { checkpointer: t.memory() }).invoke(input, {
      ...thread('1', { api_key: 'secret', plain: 'p' }),
      callbacks: [callbacks(t)],
      runName: 'run',
      metadata: { m: 1 },
    });
  },
  'callbacks of questions and errors': async (lib, t) => {
    const build = (node: Loose): Loose =>
      new lib.StateGraph(logState(lib))
        .addNode('n', node)
        .addEdge(lib.START, 'n')
        .compile({ checkpointer: t.memory() });
    await t.attempt('question', () =>
      build(() => ({ plain: lib.interrupt('q') })).invoke({}, { ...thread('1'), callbacks: [callbacks(t)] }),
    );
    const bad = (): never => {
      throw new TypeError('bad');
    };
    await t.attempt('error', () => build(bad).invoke({}, { ...thread('2'), callbacks: [callbacks(t)] }));
  },
  'run ids and names': async (lib, t) => {
    const runId = '0190a0a0-0000-7000-8000-000000000001';
    const ids: Loose[] = [];
    const handler = {
      handleChainStart: (_c: Loose, _i: Loose, id: string, ..._rest: Loose[]) => void ids.push(id === runId),
    };
    await chat(lib).invoke(input, { runId, callbacks: [handler] });
    t.record('ids', ids);
  },
  'drawn as Mermaid': (lib, t) => {
    const inner: Loose = new lib.StateGraph(logState(lib))
      .addNode('i', logger('i'))
      .addNode('k', logger('k'))
      .addEdge(lib.START, 'i')
      .addEdge('i', 'k')
      .compile();
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'), { metadata: { shown: 1 } })
      .addNode('b', logger('b'))
      .addNode('sub', inner)
      .addNode('c', (() => new lib.Command({ goto: 'a' })) as Loose, { ends: ['a', lib.END] })
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', () => 'yes', { yes: 'b', no: 'c' })
      .addEdge(['a', 'b'] as Loose, 'sub')
      .compile({ interruptBefore: ['b'], interruptAfter: ['c'] });
    t.record('mermaid', graph.getGraph().drawMermaid());
    t.record('json', graph.getGraph().toJSON());
    t.record('xray', graph.getGraph({ xray: true }).drawMermaid());
    t.record('deeper', graph.getGraph({ xray: 1 }).drawMermaid());
  },
  'drawn asynchronously, without path map, with handlers': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'), { errorHandler: (() => ({})) as Loose, defer: true })
      .addNode('b', logger('b'))
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', () => 'b')
      .compile();
    t.record('mermaid', (await graph.getGraphAsync()).drawMermaid());
    t.record('json', (await graph.getGraphAsync()).toJSON());
    const flow: Loose = lib.entrypoint('flow', async (n: number) => n);
    await t.attempt('entrypoint', () => flow.getGraph().drawMermaid());
  },
};
