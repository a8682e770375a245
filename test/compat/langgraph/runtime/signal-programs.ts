/** Signals and time limits, on their way to whatever a run calls. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Library } from '../differential/library.ts';
import { logState, pause, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const one = (lib: Library, node: Loose, compile: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib)).addNode('n', node).addEdge(lib.START, 'n').compile(compile);

export const signalPrograms: Programs = {
  'signals inherited by nested calls': async (lib, t) => {
    for (const way of ['node', 'ambient', 'passed', 'lambda', 'stream']) {
      const seen: Loose[] = [];
      const inner = one(lib, async (_s: Loose, c: Loose) => {
        c.signal.addEventListener('abort', () => seen.push('inner aborted'));
        await pause(150);
        seen.push('inner done');
        return {};
      });
      const node: Loose = {
        node: inner,
        ambient: (s: Loose) => inner.invoke(s),
        passed: (s: Loose, c: Loose) => inner.invoke(s, c),
        lambda: RunnableLambda.from((s: Loose) => inner.invoke(s)),
        stream: async (s: Loose) => (await t.collect(await inner.stream(s)), {}),
      }[way];
      const controller = new AbortController();
      setTimeout(() => controller.abort(new RangeError('stop')), 40);
      await t.attempt(way, () => one(lib, node).invoke({}, { signal: controller.signal }));
      await pause(5);
      t.record('seen', seen);
      await pause(120);
    }
  },
  timeouts: async (lib, t) => {
    await t.attempt('call', () => one(lib, async () => (await pause(50), {})).invoke({}, { timeout: 10 }));
    await t.attempt('bound', () =>
      one(lib, async () => (await pause(50), {}))
        .withConfig({ timeout: 10 })
        .invoke({}),
    );
    await t.attempt('zero', () => one(lib, () => ({})).invoke({}, { timeout: 0 }));
    await t.chunks('stream', () =>
      one(lib, async () => (await pause(50), {})).stream({}, { timeout: 10, streamMode: 'values' }),
    );
    await t.attempt('nested', () =>
      one(lib, async (s: Loose) => one(lib, async () => (await pause(50), {})).invoke(s, { timeout: 10 })).invoke({}),
    );
    await pause(60);
  },
};
