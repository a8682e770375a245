/** Graphs within LangChain's runnables, and what nodes write by hand. */
import { RunnableBranch, RunnableLambda, RunnableParallel, RunnablePassthrough } from '@langchain/core/runnables';
import { z } from 'zod';
import type { Library } from '../differential/library.ts';
import { logState, pause, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const one = (lib: Library, node: Loose, compile: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib)).addNode('n', node).addEdge(lib.START, 'n').compile(compile);

export const compositionPrograms: Programs = {
  composition: async (lib, t) => {
    const g = one(lib, (_s: Loose, c: Loose) => ({ log: [String(c.tags), String(c.configurable?.own)] }));
    t.record(
      'parallel',
      await RunnableParallel.from({ a: g, b: g as Loose }).invoke({}, { configurable: { own: 1 }, tags: ['t'] }),
    );
    t.record('map', await g.map?.().invoke([{}, {}], { tags: ['t'] }));
    t.record('assign', await RunnablePassthrough.assign({ g }).invoke({ log: ['x'] } as Loose));
    t.record('branch', await RunnableBranch.from([[() => true, g], g] as Loose).invoke({}));
    t.record('pick', await g.pick('log').invoke({}));
    await t.chunks('pick', () => g.pick('log').stream({}));
    await t.attempt('batch errors', () => g.batch([{}, null], {}, { returnExceptions: true }));
    await t.attempt('batch throws', () => g.batch([{}, null]));
    await t.attempt('batch many', () => g.batch([{}, {}, {}], { maxConcurrency: 1, tags: ['b'] }));
    await t.attempt('batch opts', () => g.batch([{}, {}], [{ tags: ['1'] }, { tags: ['2'] }]));
    const seen: Loose[] = [];
    const told = g.withListeners({
      onStart: (run: Loose) => void seen.push(['start', run.name]),
      onEnd: (run: Loose) => void seen.push(['end', run.name]),
    });
    await told.invoke({});
    await pause(10);
    t.record('listeners', seen);
    t.record(
      'asTool',
      await t.attempt('tool', () =>
        g
          .asTool({ name: 'x', description: 'y', schema: z.object({ log: z.array(z.string()) }) })
          .invoke({ log: ['z'] }),
      ),
    );
    await t.chunks('transform', () =>
      g.transform(
        (async function* () {
          yield { log: ['a'] };
          yield { log: ['b'] };
        })(),
        {},
      ),
    );
  },
  writers: async (lib, t) => {
    const own: Loose[] = [];
    const g = one(lib, async (_s: Loose, c: Loose) => {
      c.writer(1);
      await pause(1);
      lib.getWriter()?.(2);
      await RunnableLambda.from((_x: Loose, cc: Loose) => {
        cc.writer?.(3);
        lib.getWriter()?.(4);
      }).invoke(0);
      return {};
    });
    await t.chunks('custom', () => g.stream({}, { streamMode: 'custom' }));
    await t.attempt('own writer', () => g.invoke({}, { writer: (x: Loose) => void own.push(x) }));
    await t.chunks('own writer, streamed', () =>
      g.stream({}, { writer: (x: Loose) => void own.push(x), streamMode: 'custom' }),
    );
    await t.chunks('configurable', () =>
      g.stream({}, { configurable: { writer: (x: Loose) => void own.push(x) }, streamMode: 'custom' }),
    );
    t.record('own', own);
    const outer = one(lib, async (s: Loose) => ({
      plain: await t.collect(await g.stream(s, { streamMode: 'custom' })),
    }));
    for (const subgraphs of [true, false])
      await t.chunks('outer', () => outer.stream({}, { streamMode: ['custom', 'updates'], subgraphs }));
    await pause(40);
    const flow = lib.entrypoint('f', async (_x: Loose, c: Loose) => {
      c.writer('f');
      await lib.task('w', async () => {
        lib.getWriter()?.('w');
      })();
      return 1;
    });
    await t.chunks('flow', () => flow.stream(1, { streamMode: 'custom' }));
    await t.chunks('flow', () =>
      flow.stream(1, { streamMode: ['custom', 'updates', 'values', 'tasks'], subgraphs: true }),
    );
  },
};
