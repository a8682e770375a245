/** `streamEvents` of versions 1 and 2, event by event. */
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { FakeListChatModel, FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { AIMessageChunk } from '@langchain/core/messages';
import { z } from 'zod';
import type { Library } from '../differential/library.ts';
import { logger, logState, pause, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const chain = (lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose => {
  const builder: Loose = new lib.StateGraph(logState(lib));
  let last = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node).addEdge(last, name);
    last = name;
  }
  return builder.compile(compile);
};

const list = (...responses: string[]): Loose => new FakeListChatModel({ responses });
const streaming = (): Loose =>
  new FakeStreamingChatModel({ chunks: ['a', 'b'].map((content) => new AIMessageChunk({ content, id: 'own' })) });

/** Notes the events of each run: chunks and callbacks reach readers by ways of their own, so that runs overlap by chance. */
async function byRun(t: Loose, name: string, open: () => Loose): Promise<void> {
  const runs = new Map<string, Loose[]>();
  try {
    for await (const event of open()) {
      const events = runs.get(event.run_id);
      if (events === undefined) runs.set(event.run_id, [event]);
      else events.push(event);
    }
  } catch (error) {
    t.record(`${name}: throws`, error);
  }
  for (const events of runs.values()) for (const event of events) t.record(name, event);
}

/** What a stream gives. */
async function collected(items: Loose): Promise<Loose[]> {
  const list: Loose[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const fails = (): never => {
  throw new RangeError('fails');
};

const graphs: Record<string, (lib: Library, t: Loose) => Loose> = {
  'plain functions': (lib) => chain(lib, { a: logger('a'), b: logger('b') }),
  'slow functions, side by side': (lib) => {
    const builder: Loose = new lib.StateGraph(logState(lib));
    for (const [name, ms] of [
      ['a', 20],
      ['b', 5],
      ['c', 10],
    ] as const)
      builder.addNode(name, async () => (await pause(ms), { log: [name] })).addEdge(lib.START, name);
    return builder.compile();
  },
  'models called in every way': (lib) =>
    chain(lib, {
      invoked: async () => ({ plain: (await list('ab').invoke('x')).content }),
      given: async (_s: Loose, c: Loose) => ({ plain: (await list('ab').invoke('x', c)).content }),
      streamed: async () => {
        for await (const _chunk of await list('ab').stream('x'));
        return {};
      },
      chunked: async () => ({ plain: (await streaming().invoke('x')).content }),
      piped: RunnableLambda.from(() => 'x')
        .pipe(list('ab'))
        .pipe((m: Loose) => ({ plain: m.content })),
      named: async (_s: Loose, c: Loose) => (
        await list('ab')
          .withConfig({ runName: 'mine', tags: ['own', 'nostream'], metadata: { o: 1 } })
          .invoke('x', c),
        {}
      ),
    }),
  tools: (lib) => {
    const adds = tool(({ n }: Loose) => n + 1, {
      name: 'adds',
      description: 'adds',
      schema: z.object({ n: z.number() }),
    });
    return chain(lib, {
      a: async (_s: Loose, c: Loose) => ({ plain: await adds.invoke({ n: 1 }, c) }),
      b: async () => ({
        plain: await adds.invoke({ type: 'tool_call', id: 'c', name: 'adds', args: { n: 1 } } as Loose),
      }),
    });
  },
  'nested graphs': (lib) => {
    const inner = chain(
      lib,
      { i: async (_s: Loose, c: Loose) => (c.writer?.('w'), { log: [(await list('ab').invoke('x')).content] }) },
      { name: 'inner' },
    );
    return chain(lib, {
      sub: inner,
      called: async (s: Loose, c: Loose) => ({ plain: (await inner.invoke(s, c)).log }),
      streamed: async (s: Loose) => ({ plain: await collected(await inner.stream(s)) }),
      sequence: RunnableSequence.from([(s: Loose) => s, inner, (s: Loose) => ({ plain: s.log })]),
    });
  },
  'a failure': (lib) => chain(lib, { a: logger('a'), bad: async () => (await pause(1), fails()) }),
  'a failure within': (lib) => chain(lib, { sub: chain(lib, { bad: fails }) }),
  'conditional edges and packets': (lib) =>
    new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('w', logger('w'))
      .addEdge(lib.START, 'a')
      .addConditionalEdges(
        'a',
        (() => [new lib.Send('w', {}), new lib.Send('w', { log: ['y'] })]) as Loose,
        ['w'] as Loose,
      )
      .compile(),
  'custom chunks': (lib) =>
    chain(lib, { n: (_s: Loose, c: Loose) => (c.writer?.({ c: 1 }), { log: ['n'] }), m: logger('m') }),
  'a question': (lib, t) =>
    chain(lib, { a: logger('a'), asks: () => ({ plain: lib.interrupt('q') }) }, { checkpointer: t.memory() }),
  'an entrypoint with tasks': (lib) => {
    const work: Loose = lib.task('work', async (n: Loose) => ({ n }));
    return lib.entrypoint('flow', async (n: Loose) => [await work(n), await Promise.all([work(1), work(2)])] as Loose);
  },
};

const OPTIONS: Record<string, Loose> = {
  v2: { version: 'v2' },
  v1: { version: 'v1' },
  'v2 with modes': { version: 'v2', streamMode: ['custom', 'updates', 'values'] },
  'v2 with messages': { version: 'v2', streamMode: 'messages' },
  'v2 with subgraphs': { version: 'v2', subgraphs: true, streamMode: ['values', 'updates'] },
  'v2 with config': {
    version: 'v2',
    tags: ['t'],
    metadata: { m: 1 },
    runName: 'named',
    runId: '0190a0a0-0000-7000-8000-000000000001',
  },
};

export const eventPrograms: Programs = {
  ...Object.fromEntries(
    Object.entries(graphs).map(([name, build]) => [
      `events of ${name}`,
      async (lib: Library, t: Loose) => {
        for (const [kind, options] of Object.entries(OPTIONS))
          await byRun(t, kind, () => build(lib, t).streamEvents({ log: ['x'] }, { ...options, ...thread('1') }));
      },
    ]),
  ),
  filters: async (lib, t) => {
    const build = graphs['models called in every way'] as Loose;
    for (const filter of [
      { includeNames: ['invoked'] },
      { includeTypes: ['chat_model'] },
      { includeTags: ['own'] },
      { excludeNames: ['LangGraph'] },
      { excludeTypes: ['chain'] },
      { excludeTags: ['own'] },
    ])
      // prettier-ignore
      await byRun(t, JSON.stringify(filter), () => build(lib).streamEvents({}, { version: 'v2' }, filter));
  },
  'in their order': async (lib, t) => {
    for (const name of ['plain functions', 'custom chunks'])
      for (const [kind, options] of Object.entries(OPTIONS))
        await t.chunks(`${name} ${kind}`, () => graphs[name]?.(lib, t).streamEvents({ log: ['x'] }, options));
  },
  'within runnables': async (lib, t) => {
    const graph = chain(lib, { n: logger('n') });
    await byRun(t, 'piped', () => graph.pipe((s: Loose) => s.log).streamEvents({}, { version: 'v2' }));
    await byRun(t, 'lambda', () =>
      RunnableLambda.from((s: Loose) => graph.invoke(s)).streamEvents({}, { version: 'v2' }),
    );
    await byRun(t, 'bound', () =>
      graph.withConfig({ runName: 'bound', tags: ['b'] }).streamEvents({}, { version: 'v2' }),
    );
  },
  streamLog: async (lib, t) => {
    const graph = chain(lib, { n: logger('n') });
    await t.attempt('log', async () => (await t.collect(graph.streamLog({}))).length);
  },
};
