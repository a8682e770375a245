/** What surrounds a run, and what it surrounds: context variables, LangSmith. */
import { getContextVariable, setContextVariable } from '@langchain/core/context';
import { RunnableLambda } from '@langchain/core/runnables';
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain';
import type { Library } from '../differential/library.ts';
import { logger, logState, pause, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const one = (lib: Library, node: Loose, compile: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib)).addNode('n', node).addEdge(lib.START, 'n').compile(compile);

/** One that sends nothing. */
const client = (): Loose => {
  const made: Loose[] = [];
  return {
    made,
    createRun: async (run: Loose) => void made.push(run),
    updateRun: async () => undefined,
    awaitPendingTraceBatches: async () => undefined,
    getHostUrl: () => 'nowhere',
  };
};

export const surroundingsPrograms: Programs = {
  'context variables': async (lib, t) => {
    await RunnableLambda.from(async () => {
      setContextVariable('v', 'outer');
      t.record('read', getContextVariable('v'));
      const inner = one(lib, () => ({ plain: ['inner', getContextVariable('v')] }));
      const g = one(lib, async (s: Loose) => {
        const before = getContextVariable('v');
        setContextVariable('w', 'node');
        return { plain: [before, getContextVariable('w'), (await inner.invoke(s)).plain] };
      });
      await t.attempt('run', () => g.invoke({}));
      await t.attempt('lambda', () =>
        one(
          lib,
          RunnableLambda.from(() => ({ plain: getContextVariable('v') })),
        ).invoke({}),
      );
      t.record('after', [getContextVariable('v'), getContextVariable('w') ?? null]);
      return 1;
    }).invoke(0);
    setContextVariable('top', 1);
    await t.attempt('top', () => one(lib, () => ({ plain: getContextVariable('top') })).invoke({}));
    await t.attempt('top nested', () =>
      one(
        lib,
        one(lib, () => ({ plain: getContextVariable('top') })),
      ).invoke({}),
    );
    await t.attempt('top traced', () =>
      one(lib, () => ({ plain: getContextVariable('top') })).invoke({}, { callbacks: [{}] }),
    );
    await t.chunks('top stream', () => one(lib, () => ({ plain: getContextVariable('top') })).stream({}));
  },
  'what LangSmith hears of': async (lib, t) => {
    for (const kind of ['lambda', 'nested', 'ambient', 'tags']) {
      const c = client();
      const tracer = new LangChainTracer({ client: c, projectName: 'p' });
      const inner = one(lib, logger('i'));
      const node: Loose = {
        lambda: RunnableLambda.from(logger('l')),
        nested: inner,
        ambient: async (s: Loose) => ({ plain: (await inner.invoke(s)).log }),
        tags: async (s: Loose) => ({ plain: (await inner.invoke(s, { tags: ['u'], metadata: { z: 1 } })).log }),
      }[kind];
      await t.attempt(kind, () => one(lib, node).invoke({}, { callbacks: [tracer], tags: ['t'], metadata: { m: 1 } }));
      await pause(10);
      const names = new Map(c.made.map((r: Loose) => [r.id, r.name]));
      t.record(
        'runs',
        c.made.map((r: Loose) => [
          r.name,
          names.get(r.parent_run_id) ?? null,
          [...new Set(r.tags)],
          r.extra?.metadata?.m,
          r.extra?.metadata?.z,
        ]),
      );
    }
  },
};
