/** What nodes find around them: stores, contexts, the config of the task they run in. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Library } from '../differential/library.ts';
import { logState, pause, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const one = (lib: Library, node: Loose, compile: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib)).addNode('n', node).addEdge(lib.START, 'n').compile(compile);

const everything = { configurable: { c: 1, user_id: 'u' }, context: { who: 'me' }, metadata: { m: 1 } };

export const ambientPrograms: Programs = {
  stores: async (lib, t) => {
    const reads = async (_s: Loose, { store }: Loose): Promise<Loose> => {
      t.record('kind', [store?.constructor?.name, store === lib.getStore()]);
      await store?.put(['a'], 'k', { v: 1 });
      return {
        plain: [await store?.get(['a'], 'k'), await Promise.all([store?.search(['a']), store?.get(['a'], 'k')])].length,
      };
    };
    const store = new lib.InMemoryStore();
    await t.attempt('none', () => one(lib, reads).invoke({}));
    await t.attempt('compiled', () => one(lib, reads, { store }).invoke({}));
    await t.attempt('called', () => one(lib, reads).invoke({}, { store }));
    await t.attempt('nested', () => one(lib, one(lib, reads), { store }).invoke({}));
    await t.attempt('nested, its own', () =>
      one(lib, one(lib, reads, { store: new lib.InMemoryStore() }), { store }).invoke({}),
    );
    await t.attempt('in a function', () =>
      one(lib, async (s: Loose) => ({ plain: (await one(lib, reads).invoke(s)).plain }), { store }).invoke({}),
    );
    const batches: number[] = [];
    class Counting extends lib.InMemoryStore {
      override async batch(operations: Loose): Promise<Loose> {
        batches.push(operations.length);
        return super.batch(operations);
      }
    }
    const many = async (_s: Loose, { store: mine }: Loose): Promise<Loose> => {
      await Promise.all(['x', 'y', 'z'].map((key) => mine.get(['a'], key)));
      return {};
    };
    await one(lib, many, { store: new Counting() }).invoke({});
    t.record('batches', batches);
  },
  'a hundred runs at once': async (lib, t) => {
    const inner = one(lib, async (_s: Loose, config: Loose) => {
      await pause(Math.random() * 5);
      return {
        plain: [
          config.configurable.id,
          lib.getConfig().configurable?.id,
          lib.getConfig().context?.id,
          lib.getConfig().metadata?.id,
        ],
      };
    });
    const graph = one(lib, async (s: Loose) => ({ plain: (await inner.invoke(s)).plain }));
    const runs = await Promise.all(
      Array.from({ length: 100 }, (_, id) =>
        graph.invoke({}, { configurable: { id }, context: { id }, metadata: { id }, tags: [`${id}`] }),
      ),
    );
    t.record('mixed', runs.filter(({ plain }: Loose, id) => plain.some((seen: number) => seen !== id)).length);
  },
  'ambient helpers everywhere': async (lib, t) => {
    const outside = async (): Promise<Loose> => [
      lib.getConfig()?.configurable?.c,
      typeof lib.getWriter(),
      lib.getCurrentTaskInput(),
      typeof lib.getStore(),
    ];
    await t.attempt('in a timer', () =>
      one(lib, () => new Promise((done) => setTimeout(async () => done({ plain: await outside() }), 1))).invoke(
        { log: ['x'] },
        everything,
      ),
    );
    await t.attempt('in a promise', () =>
      one(lib, () =>
        Promise.resolve()
          .then(outside)
          .then((plain) => ({ plain })),
      ).invoke({}, everything),
    );
    await t.attempt('in a lambda', () =>
      one(
        lib,
        RunnableLambda.from(async () => ({ plain: await outside() })),
      ).invoke({ log: ['y'] }, everything),
    );
    await t.attempt('after a nested run', () =>
      one(lib, async () => (await one(lib, () => ({})).invoke({}), { plain: await outside() })).invoke({}, everything),
    );
    await t.attempt('after the run', async () => (await one(lib, () => ({})).invoke({}), lib.getConfig()));
  },
};
