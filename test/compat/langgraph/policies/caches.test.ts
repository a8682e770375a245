import { InMemoryCache } from '@langchain/langgraph-checkpoint';
import { expect, it } from 'vitest';
import { load } from '../differential/library.ts';
import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import { beside, fails, sideBySide } from './side-by-side.ts';

const counted = (): Loose => {
  let runs = 0;
  return (state: Loose) => ({ log: [`run ${++runs} on ${state.log?.length ?? String(state)}`] });
};

sideBySide('caches', {
  'tasks that are sent for': async (lib, t) => {
    const node = counted();
    const builder: Loose = new lib.StateGraph(
      lib.Annotation.Root({ log: lib.Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }) }),
    )
      .addNode('w', node, { cachePolicy: true } as Loose)
      .addConditionalEdges(lib.START, (() => [1, 2, 3].map((n) => new lib.Send('w', n))) as Loose, ['w']);
    const graph = builder.compile({ cache: new InMemoryCache() });
    for (const turn of ['first', 'second'])
      await t.chunks(turn, () => graph.stream({}, { streamMode: ['tasks', 'updates', 'values'] }));
  },
  'commands and packets are cached too': async (lib, t) => {
    let runs = 0;
    const graph = beside(
      lib,
      {
        n: [
          () => (runs++, new lib.Command({ update: { log: ['n'] }, goto: [new lib.Send('after', { log: [1, 2] })] })),
          { cachePolicy: {}, ends: ['after'] },
        ],
        after: (state: Loose) => ({ log: [`after ${state.log.length}`] }),
      },
      { cache: new InMemoryCache() },
    );
    for (const turn of ['first', 'second']) await t.chunks(turn, () => graph.stream({}));
    t.record('runs', runs);
  },
  'a result that is too old': async (lib, t) => {
    const graph = beside(lib, { n: [counted(), { cachePolicy: { ttl: 0.03 } }] }, { cache: new InMemoryCache() });
    for (const turn of ['1', '2']) await t.attempt(turn, () => graph.invoke({}));
    await pause(50);
    await t.attempt('3', () => graph.invoke({}));
  },
  'a cache of the call, and what is asked of it': async (lib, t) => {
    const cache = new InMemoryCache();
    const asked: Loose[] = [];
    const { get, set } = cache;
    cache.get = (keys) => (asked.push(['get', keys.map(([namespace]) => namespace)]), get.call(cache, keys));
    cache.set = (pairs) => (
      asked.push(['set', pairs.map(({ key: [namespace], value, ttl }) => [namespace, value, ttl])]),
      set.call(cache, pairs)
    );
    const graph = beside(lib, {
      a: [counted(), { cachePolicy: { ttl: 9 } }],
      b: [counted(), { cachePolicy: true }],
      c: counted(),
    });
    for (const turn of ['1', '2']) await t.attempt(turn, () => graph.invoke({}, { cache }));
    t.record('asked', asked);
  },
  'with a thread, a question and a failure beside it': async (lib, t) => {
    const saver = t.saver();
    const compile = { cache: new InMemoryCache(), checkpointer: saver };
    const asks = async (): Promise<Loose> => (await pause(5), { log: [lib.interrupt('q')] });
    const graph = beside(lib, { a: [counted(), { cachePolicy: true }], b: [asks, { cachePolicy: true }] }, compile);
    await t.chunks('asks', () => graph.stream({}, thread('1')));
    await t.chunks('asks again', () => graph.stream({}, thread('2')));
    await t.chunks('answered', () => graph.stream(new lib.Command({ resume: 'x' }), thread('2')));
    t.savedBy(saver);
    const other = beside(lib, { a: [counted(), { cachePolicy: true }], b: fails(1) }, { cache: new InMemoryCache() });
    for (const turn of ['fails', 'goes on']) await t.chunks(turn, () => other.stream({}));
  },
  'calls of tasks': async (lib, t) => {
    let runs = 0;
    const cached = lib.task(
      { name: 'cached', cachePolicy: { keyFunc: (args: Loose) => JSON.stringify(args) } } as Loose,
      async (n: number) => [n, ++runs],
    );
    const flow: Loose = lib.entrypoint({ name: 'flow', cache: new InMemoryCache() } as Loose, async (n: number) =>
      cached(n),
    );
    for (const n of [1, 1, 2]) await t.chunks(`call ${n}`, () => flow.stream(n, { streamMode: ['tasks', 'updates'] }));
    await flow.clearCache();
    await t.attempt('cleared', () => flow.invoke(1));
  },
  'a cache that cannot be read': async (lib, t) => {
    const cache = new InMemoryCache();
    cache.get = () => Promise.reject(new Error('no cache'));
    await t.attempt('result', () => beside(lib, { n: [counted(), { cachePolicy: true }] }, { cache }).invoke({}));
    const two: Loose = new lib.StateGraph(lib.Annotation.Root({ log: lib.Annotation<string[]>() }))
      .addNode('a', () => ({ log: ['a'] }))
      .addNode('b', counted(), { cachePolicy: true } as Loose)
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .compile({ cache });
    await t.attempt('later', () => two.invoke({}));
  },
});

it('a cache that cannot be written to fails the run, and nothing else', async () => {
  const lib = await load('ours');
  const cache = new InMemoryCache();
  cache.set = () => Promise.reject(new Error('full'));
  await expect(beside(lib, { n: [counted(), { cachePolicy: true }] }, { cache }).invoke({})).rejects.toThrow('full');
});
