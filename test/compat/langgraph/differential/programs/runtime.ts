import { z } from 'zod';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, pause, thread, type Loose } from './log-state.ts';

const single = (lib: Library, node: Loose, compile: Loose = {}, more: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib), more)
    .addNode('n', node, { metadata: { own: 'node' } })
    .addEdge(lib.START, 'n')
    .compile(compile);

export const runtime: Programs = {
  'the config of a node': async (lib, t) => {
    const graph = single(lib, (_s: Loose, config: Loose) => {
      const { metadata, tags, recursionLimit, runName, context, configurable, store, signal, timeout, serverInfo } =
        config;
      t.record(
        'keys',
        Object.keys(config)
          .filter((key) => config[key] !== undefined)
          .sort(),
      );
      t.record('config', { metadata, tags, recursionLimit, runName, context, store, signal, timeout, serverInfo });
      t.record(
        'configurable',
        Object.keys(configurable)
          .filter((key) => !key.startsWith('__pregel'))
          .sort(),
      );
      t.record(
        'types',
        ['writer', 'interrupt', 'heartbeat', 'control'].map((key) => typeof config[key]),
      );
      return {};
    });
    await graph.invoke(
      {},
      { tags: ['t'], metadata: { m: 1 }, configurable: { c: 1 }, recursionLimit: 9, runName: 'r' },
    );
    await graph.invoke({});
  },
  'executionInfo and serverInfo': async (lib, t) => {
    const graph = single(
      lib,
      (_s: Loose, { executionInfo, serverInfo }: Loose) => {
        const { nodeFirstAttemptTime, ...info } = executionInfo ?? {};
        t.record('info', [info, typeof nodeFirstAttemptTime, serverInfo]);
        return {};
      },
      { checkpointer: t.memory() },
    );
    await graph.invoke({}, thread('1'));
    await graph.invoke(
      {},
      { ...thread('1', { assistant_id: 'as', graph_id: 'g' }), runId: '0190a0a0-0000-7000-8000-000000000001' },
    );
    await graph.invoke({}, { ...thread('1'), metadata: { assistant_id: 'as', graph_id: 'g' } });
  },
  'context, validated and given': async (lib, t) => {
    const schema = z.object({ who: z.string(), n: z.number().default(5) });
    const node = (_s: Loose, r: Loose): Loose => ({ plain: [r.context ?? null, r.configurable?.who ?? null] });
    const graph = single(lib, node, {}, schema);
    await t.attempt('given', () => graph.invoke({}, { context: { who: 'me' } }));
    await t.attempt('bad', () => graph.invoke({}, { context: { who: 1 } }));
    await t.attempt('none', () => graph.invoke({}));
    await t.attempt('configurable', () => graph.invoke({}, { configurable: { who: 'conf' } }));
    await t.attempt('bad configurable', () => graph.invoke({}, { configurable: { who: 1 } }));
    await t.attempt('by withConfig', () => graph.withConfig({ context: { who: 'with' } }).invoke({}));
    const free = single(lib, node);
    await t.attempt('no schema', () => free.invoke({}, { context: { any: 1 } }));
    await t.attempt('nested', () => single(lib, free).invoke({}, { context: { any: 1 } }));
    const annotated = single(lib, node, {}, lib.Annotation.Root({ who: lib.Annotation<string> }));
    await t.attempt('annotation', () => annotated.invoke({}, { context: { who: 1 } }));
  },
  'ambient helpers within a node': async (lib, t) => {
    const graph = single(
      lib,
      async (state: Loose, config: Loose) => {
        await pause(1);
        t.record('input', [lib.getCurrentTaskInput(), lib.getCurrentTaskInput(config), state]);
        t.record('config', [lib.getConfig().metadata, lib.getConfig().configurable?.own]);
        t.record('store', [
          typeof lib.getStore(),
          typeof lib.getStore(config),
          lib.getStore() === lib.getStore(config),
        ]);
        return {};
      },
      { store: new lib.InMemoryStore() },
    );
    await graph.invoke({ log: ['x'] }, { configurable: { own: 1 } });
  },
  'ambient helpers outside': async (lib, t) => {
    await t.attempt('config', () => lib.getConfig());
    await t.attempt('store', () => lib.getStore());
    await t.attempt('writer', () => lib.getWriter());
    await t.attempt('input', () => lib.getCurrentTaskInput());
    await t.refusal('previous', () => lib.getPreviousState());
  },
  'the store': async (lib, t) => {
    const store = new lib.InMemoryStore();
    const graph = single(
      lib,
      async (_s: Loose, { store: mine }: Loose) => {
        await mine.put(['users', 'a'], 'k', { v: 1 });
        await mine.put(['users', 'b'], 'k', { v: 2 });
        const [one, none] = await Promise.all([mine.get(['users', 'a'], 'k'), mine.get(['users', 'a'], 'x')]);
        await mine.delete(['users', 'b'], 'k');
        const found = await mine.search(['users'], { limit: 5 });
        t.record('store', [one?.value, none, found.map((item: Loose) => [item.namespace, item.key, item.value])]);
        await t.attempt('namespaces', () => mine.listNamespaces({ prefix: ['users'] }));
        return { plain: one?.value };
      },
      { store },
    );
    t.record('result', await graph.invoke({}));
    t.record('kept', (await store.get(['users', 'a'], 'k'))?.value);
    const other = new lib.InMemoryStore();
    await t.attempt('by call', () => graph.invoke({}, { store: other }));
    t.record('kept there', (await other.get(['users', 'a'], 'k'))?.value);
  },
  'withConfig merges': async (lib, t) => {
    const seen: string[] = [];
    const handler = { handleChainStart: (...args: Loose[]) => void seen.push(args[7] ?? args[0]?.id?.at(-1)) };
    const graph = single(lib, (_s: Loose, { tags, metadata, configurable }: Loose) => ({
      plain: { tags, metadata, own: [configurable.a, configurable.b] },
    }));
    const bound = graph.withConfig({
      tags: ['one'],
      metadata: { m: 1 },
      configurable: { a: 1, b: 1 },
      callbacks: [handler],
    });
    t.record(
      'result',
      await bound.invoke({}, { tags: ['two'], metadata: { m: 2, n: 3 }, configurable: { b: 2 }, callbacks: [handler] }),
    );
    t.record('callbacks', seen);
    t.record('unchanged', await graph.invoke({}));
    t.record('chained', await bound.withConfig({ tags: ['three'] }).invoke({}));
  },
  'ambient runs do not leak into others': async (lib, t) => {
    const other = single(
      lib,
      (_s: Loose, { configurable }: Loose) => ({ plain: Object.keys(configurable).filter((key) => key === 'own') }),
      { checkpointer: t.memory() },
    );
    const graph = single(lib, async () => ({ plain: (await other.invoke({}, thread('other'))).plain }), {
      checkpointer: t.memory(),
    });
    t.record('result', await graph.invoke({}, thread('1', { own: 1 })));
    t.record('other state', await other.getState(thread('other')));
    t.record('state', (await graph.getState(thread('1'))).values);
  },
  'metadata of steps and tasks': async (lib, t) => {
    const seen: Loose[] = [];
    const node =
      (name: string) =>
      (_s: Loose, { metadata }: Loose) => (seen.push([name, metadata]), {});
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', node('a'))
      .addNode('w', node('w'))
      .addNode('z', node('z'), { defer: true })
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', (() => [new lib.Send('w', {}), new lib.Send('w', {})]) as Loose, ['w'] as Loose)
      .addEdge(['a', 'w'] as Loose, 'z')
      .compile({ checkpointer: t.memory() });
    await graph.invoke({}, thread('1'));
    t.record('metadata', seen);
  },
  'errors and their guards': (lib, t) => {
    const {
      GraphRecursionError,
      GraphValueError,
      InvalidUpdateError,
      EmptyInputError,
      EmptyChannelError,
      GraphInterrupt,
    } = lib;
    for (const Kind of [
      GraphRecursionError,
      GraphValueError,
      InvalidUpdateError,
      EmptyInputError,
      EmptyChannelError,
      lib.MultipleSubgraphsError,
      lib.UnreachableNodeError,
      lib.RemoteException,
      lib.StateGraphInputError,
    ] as Loose[]) {
      const error = new Kind('text', { lc_error_code: 'GRAPH_RECURSION_LIMIT' });
      t.record(Kind.unminifiable_name ?? Kind.name, [
        error,
        error instanceof lib.BaseLangGraphError,
        error instanceof Error,
      ]);
    }
    const interrupt = new GraphInterrupt([{ id: 'i', value: 1 }]);
    t.record('interrupt', [
      interrupt,
      interrupt.is_bubble_up,
      lib.isGraphInterrupt(interrupt),
      lib.isGraphBubbleUp(interrupt),
    ]);
    t.record('node interrupt', new lib.NodeInterrupt('m'));
    const parent = new lib.ParentCommand(new lib.Command({ goto: 'x' }));
    t.record('parent', [parent, lib.isParentCommand(parent)]);
    t.record('by name', lib.isGraphInterrupt(Object.assign(new Error('x'), { name: 'GraphInterrupt' })));
    t.record('drained', new lib.GraphDrained('r'));
  },
  exports: (lib, t) => {
    const own = ['channels', 'pregel', 'zod', 'schemas', 'protocol'];
    const kinds = (names: object): object =>
      Object.fromEntries(Object.entries(names).map(([name, value]) => [name, typeof value]));
    const { channels, pregel, zod, schemas, protocol, ...main } = lib;
    for (const [index, names] of [channels, pregel, zod, schemas, protocol].entries()) {
      t.record(own[index] ?? '', kinds(names));
    }
    t.record('main', kinds(main));
    t.record('constants', [lib.START, lib.END, lib.INTERRUPT, String(lib.COMMAND_SYMBOL), lib.STREAM_EVENTS_V3_MODES]);
  },
};
