/** Chunks of functions as graphs, and of nodes under policies. */
import { InMemoryCache } from '@langchain/langgraph-checkpoint';
import type { Library } from '../differential/library.ts';
import { logger, logState, pause, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const one = (lib: Library, node: Loose, compile: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib)).addNode('n', node).addEdge(lib.START, 'n').compile(compile);

export const functionalChunkPrograms: Programs = {
  'entrypoint modes': async (lib, t) => {
    const work = (lib.task as Loose)('work', async (n: number) => {
      lib.getWriter()?.(n);
      return n * 2;
    });
    const flow = (lib.entrypoint as Loose)({ name: 'flow', checkpointer: t.memory() }, async (n: number) => {
      const a = await work(n);
      const [b, c] = await Promise.all([work(a), work(a + 1)]);
      return a + b + c;
    });
    for (const streamMode of [
      'values',
      'updates',
      'custom',
      'tasks',
      'checkpoints',
      'debug',
      ['values', 'updates', 'custom', 'tasks'],
    ] as Loose)
      for (const subgraphs of [false, true])
        await t.chunks(`${String(streamMode)} ${subgraphs}`, () =>
          flow.stream(1, { streamMode, subgraphs, ...thread(`${String(streamMode)}${subgraphs}`) }),
        );
    const outer = one(lib, async () => ({ plain: await flow.invoke(1) }));
    for (const streamMode of ['values', 'updates', 'custom', ['values', 'updates', 'custom', 'tasks']] as Loose)
      for (const subgraphs of [false, true])
        await t.chunks(`${String(streamMode)} ${subgraphs}`, () =>
          outer.stream({}, { streamMode, subgraphs, ...thread('x') }),
        );
  },
  'caches and retries in streams': async (lib, t) => {
    let n = 0;
    const g: Loose = (new lib.StateGraph(logState(lib)) as Loose)
      .addNode(
        'n',
        (_s: Loose, c: Loose) => {
          c.writer('try');
          if (n++ % 2 === 0) throw new Error('again');
          return { log: ['n'] };
        },
        { retryPolicy: { initialInterval: 1, jitter: false, logWarning: false }, cachePolicy: true },
      )
      .addEdge(lib.START, 'n')
      .compile({ cache: new InMemoryCache() });
    for (const streamMode of ['updates', 'tasks', 'custom', 'debug', ['values', 'updates', 'custom', 'tasks']] as Loose)
      await t.chunks(String(streamMode), () => g.stream({}, { streamMode }));
  },
  'deferred and joined in streams': async (lib, t) => {
    const g: Loose = (new lib.StateGraph(logState(lib)) as Loose)
      .addNode('a', logger('a'))
      .addNode('b', logger('b'))
      .addNode('c', async () => (await pause(5), { log: ['c'] }))
      .addNode('d', logger('d'), { defer: true })
      .addNode('j', logger('j'))
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'c')
      .addEdge('a', 'b')
      .addEdge('a', 'd')
      .addEdge(['b', 'c'], 'j')
      .compile({ checkpointer: t.memory() });
    for (const streamMode of [
      'updates',
      'tasks',
      'values',
      'checkpoints',
      'debug',
      ['values', 'updates', 'custom', 'tasks', 'checkpoints', 'debug'],
    ] as Loose)
      await t.chunks(String(streamMode), () => g.stream({}, { streamMode, ...thread(String(streamMode)) }));
  },
};
