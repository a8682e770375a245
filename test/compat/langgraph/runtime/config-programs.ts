/** What nodes are given besides their input. */
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import type { Library } from '../differential/library.ts';
import { logState, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const one = (lib: Library, node: Loose, compile: Loose = {}, context?: Loose): Loose =>
  new lib.StateGraph(logState(lib), context)
    .addNode('n', node, { metadata: { own: 'node' } })
    .addEdge(lib.START, 'n')
    .compile(compile);

/** All of a config that a program can see, but for the clock. */
const shown = (config: Loose): Loose => {
  if (config === undefined) return undefined;
  const { executionInfo, configurable, callbacks, ...rest } = config;
  const { nodeFirstAttemptTime, ...info } = executionInfo ?? {};
  const own = Object.fromEntries(
    Object.entries(configurable ?? {}).filter(([key]) => !key.startsWith('__pregel') && key !== 'checkpoint_map'),
  );
  return {
    ...rest,
    info: [info, typeof nodeFirstAttemptTime],
    configurable: own,
    callbacks: typeof callbacks,
    keys: Object.keys(config)
      .filter((key) => config[key] !== undefined)
      .sort(),
  };
};

const everything = {
  tags: ['t'], metadata: { m: 1 }, runName: 'r', recursionLimit: 9, maxConcurrency: 3,
  configurable: { c: 1, thread_id: '1', user_id: 'u', model: 'gpt' }, context: { who: 'me' }, timeout: 5000,
}; // prettier-ignore

export const configPrograms: Programs = {
  'the config of a node, as argument and ambient': async (lib, t) => {
    const node = (_s: Loose, config: Loose): Loose => {
      t.record('argument', shown(config));
      t.record('ambient', shown(lib.getConfig()));
      return {};
    };
    for (const options of [
      undefined,
      {},
      everything,
      { ...everything, callbacks: [{}] },
      { callbacks: [] },
      { signal: new AbortController().signal },
    ])
      for (const compile of [
        {},
        { checkpointer: t.memory() },
        { store: new lib.InMemoryStore(), name: 'named' },
      ] as Loose[])
        await t.attempt('result', () =>
          one(lib, node, compile).invoke({}, compile.checkpointer ? { ...thread('x'), ...options } : options),
        );
  },
  'the config in runnables, tools, edges and tasks': async (lib, t) => {
    const note = (name: string, config: Loose): void => t.record(name, [shown(config), shown(lib.getConfig())]);
    const asks = tool((_i: Loose, config: Loose) => (note('tool', config), 'x'), {
      name: 'asks',
      description: 'd',
      schema: z.object({}),
    });
    const work = lib.task('work', async (n: Loose) => (note('task', lib.getConfig()), n));
    const nodes: Record<string, Loose> = {
      lambda: RunnableLambda.from((_s: Loose, config: Loose) => (note('lambda', config), {})),
      sequence: RunnableSequence.from([
        (s: Loose) => s,
        RunnableLambda.from((_s: Loose, config: Loose) => (note('step', config), {})),
      ]),
      bound: RunnableLambda.from((_s: Loose, config: Loose) => (note('bound', config), {})).withConfig({
        tags: ['b'],
        metadata: { b: 1 },
        configurable: { b: 1 },
        runName: 'bound',
      }),
      tooled: async (_s: Loose, config: Loose) => (await asks.invoke({}, config), await asks.invoke({}), {}),
      calls: async () => ({
        plain: await RunnableLambda.from((_x: Loose, config: Loose) => (note('called', config), 1)).invoke(0),
      }),
    };
    for (const [name, node] of Object.entries(nodes)) {
      t.record('node', name);
      await t.attempt('result', () => one(lib, node).invoke({}, everything));
    }
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', () => ({}))
      .addEdge(lib.START, 'a')
      .addConditionalEdges(
        'a',
        (async (_s: Loose, config: Loose) => (
          t.record('edge', shown({ ...config, recursionLimit: 'one less than the run has' })),
          lib.END
        )) as Loose,
      )
      .compile();
    await graph.invoke({}, everything);
    const flow: Loose = lib.entrypoint('flow', async (n: Loose, config: Loose) => (note('flow', config), work(n)));
    await flow.invoke(1, everything);
  },
  'configs may be changed': async (lib, t) => {
    const graph = one(lib, (_s: Loose, config: Loose) => {
      config.metadata.changed = 1;
      config.tags?.push('changed');
      config.configurable.changed = 1;
      config.extra = 1;
      t.record('seen', [
        lib.getConfig().metadata.changed,
        lib.getConfig().configurable.changed,
        (lib.getConfig() as Loose).extra,
      ]);
      return {};
    });
    const mine = { metadata: { m: 1 }, tags: ['t'], configurable: { c: 1 } };
    await graph.invoke({}, mine);
    t.record('mine', mine);
    await graph.invoke({}, mine);
    await t.attempt('frozen', () =>
      graph.invoke({}, Object.freeze({ metadata: Object.freeze({ m: 1 }), configurable: Object.freeze({ c: 1 }) })),
    );
  },
  'nested calls inherit': async (lib, t) => {
    const note = (name: string) => (_s: Loose, config: Loose) => (t.record(name, shown(config)), { log: [name] });
    const inner = one(lib, note('inner'));
    const bound = inner.withConfig({
      tags: ['bound'],
      metadata: { m: 'bound', b: 1 },
      configurable: { c: 'bound', b: 1 },
      recursionLimit: 7,
      runName: 'bound',
    });
    const ways: Record<string, Loose> = {
      node: inner,
      boundNode: bound,
      plain: async (s: Loose) => ({ plain: (await inner.invoke(s)).log }),
      passed: async (s: Loose, c: Loose) => ({ plain: (await inner.invoke(s, c)).log }),
      more: async (s: Loose) => ({
        plain: (
          await inner.invoke(s, {
            tags: ['u'],
            metadata: { n: 2 },
            configurable: { d: 1 },
            recursionLimit: 4,
            context: { who: 'other' },
          })
        ).log,
      }),
      both: async (s: Loose, c: Loose) => ({
        plain: (await inner.invoke(s, { ...c, tags: ['u'], metadata: { n: 2 } })).log,
      }),
      thread: async (s: Loose) => ({ plain: (await inner.invoke(s, thread('other'))).log }),
      bound: async (s: Loose) => ({ plain: (await bound.invoke(s)).log }),
      lambda: RunnableLambda.from(async (s: Loose) => ({ plain: (await inner.invoke(s)).log })),
      lambdaMore: RunnableLambda.from(async (s: Loose) => ({
        plain: (await inner.invoke(s, { tags: ['u'], configurable: { d: 1 } })).log,
      })),
      batch: async (s: Loose) => ({ plain: (await inner.batch([s], { metadata: { n: 2 } })).length }),
      mapped: RunnableSequence.from([(s: Loose) => s, inner, (s: Loose) => ({ plain: s.log })]),
    };
    for (const [name, node] of Object.entries(ways)) {
      t.record('way', name);
      await t.attempt('result', () => one(lib, node).invoke({}, everything));
      await t.attempt('kept', () => one(lib, node, { checkpointer: t.memory() }).invoke({}, everything));
    }
    await t.attempt('in a lambda', () =>
      RunnableLambda.from((s: Loose) => inner.invoke(s)).invoke({}, everything as Loose),
    );
    await t.attempt('in a lambda, more', () =>
      RunnableLambda.from((s: Loose) => inner.invoke(s, { configurable: { d: 1 }, tags: ['u'] })).invoke(
        {},
        everything as Loose,
      ),
    );
    await t.attempt('in a lambda, thread', () =>
      RunnableLambda.from((s: Loose) => inner.invoke(s, thread('2'))).invoke({}, everything as Loose),
    );
  },
  'withConfig, chained': async (lib, t) => {
    const graph = one(lib, (_s: Loose, config: Loose) => (t.record('seen', shown(config)), {}));
    const bound = graph
      .withConfig({ ...everything, context: undefined })
      .withConfig({ tags: ['u'], metadata: { m: 2 }, configurable: { c: 2 }, recursionLimit: 5 });
    await bound.invoke({});
    await bound.invoke(
      {},
      { tags: ['v'], metadata: { m: 3 }, configurable: { d: 3 }, runName: 'called', context: { who: 'x' } },
    );
    await graph.withConfig({ context: { who: 'bound' } }).invoke({}, { context: { more: 1 } });
    await graph.withConfig({ signal: AbortSignal.timeout(5000), maxConcurrency: 2 }).invoke({});
    await graph.pipe((s: Loose) => s).invoke({}, everything);
    await graph.withRetry({ stopAfterAttempt: 2 }).invoke({}, everything);
    await graph.withFallbacks?.([graph]).invoke({}, everything);
    t.record('config', [shown(bound.config), bound.name, bound.constructor.name]);
  },
};
