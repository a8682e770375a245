/** When and how threads are stored. */
import type { Programs } from '../../differential/run-program.ts';
import { logState, logger, pause, thread, type Loose } from '../../differential/programs/log-state.ts';
import { CallSaver, TextVersionSaver } from '../call-saver.ts';
import { asker, busy, chain, fan } from '../graphs.ts';
import { look, past, run } from '../observe.ts';

const DURABILITIES = ['sync', 'async', 'exit'] as const;

export const storing: Programs = {
  'by durability': async (lib, t) => {
    for (const durability of DURABILITIES) {
      const checkpointer = new CallSaver();
      const inner = chain(lib, { i: logger('i'), q: asker(lib, 'q') });
      const graph = fan(lib, { a: logger('a'), sub: inner }, { checkpointer });
      const config = { ...thread('1'), durability };
      await run(t, `${durability}: asks`, graph, { log: ['x'] }, config);
      checkpointer.noteOn(t, `${durability}: calls`);
      await look(t, `${durability}: asks`, graph);
      await run(t, `${durability}: ends`, graph, new lib.Command({ resume: 'r' }), config);
      checkpointer.noteOn(t, `${durability}: more calls`);
      await run(t, `${durability}: next`, graph, { log: ['y'] }, config);
      checkpointer.noteOn(t, `${durability}: next calls`);
      await past(t, durability, graph);
    }
  },
  'failures by durability': async (lib, t) => {
    for (const durability of DURABILITIES) {
      const checkpointer = new CallSaver();
      let fails = true;
      const flaky = async (): Promise<Loose> => {
        await pause(2);
        if (fails) throw new RangeError('flaky');
        return { log: ['flaky'] };
      };
      const inner = chain(lib, { i: logger('i'), f: flaky });
      const graph = fan(lib, { a: logger('a'), sub: inner }, { checkpointer });
      const config = { ...thread('1'), durability };
      await run(t, `${durability}: fails`, graph, { log: ['x'] }, config);
      checkpointer.noteOn(t, `${durability}: calls`);
      await look(t, `${durability}: failed`, graph);
      fails = false;
      await run(t, `${durability}: goes on`, graph, null, config);
      checkpointer.noteOn(t, `${durability}: more calls`);
      await past(t, durability, graph);
    }
  },
  'breakpoints by durability': async (lib, t) => {
    for (const durability of DURABILITIES) {
      const checkpointer = new CallSaver();
      const graph = busy(lib, { checkpointer, interruptBefore: ['w', 'd'] });
      const config = { ...thread('1'), durability };
      await run(t, `${durability}: 1`, graph, { log: ['x'] }, config);
      for (const turn of ['2', '3']) {
        checkpointer.noteOn(t, `${durability}: calls ${turn}`);
        await look(t, `${durability}: ${turn}`, graph);
        await run(t, `${durability}: ${turn}`, graph, null, config);
      }
      checkpointer.noteOn(t, `${durability}: calls`);
      await past(t, durability, graph);
    }
  },
  'versions as text': async (lib, t) => {
    const checkpointer = new TextVersionSaver();
    const graph = busy(lib, { checkpointer });
    await run(t, '1', graph, { log: ['x'] });
    await run(t, '2', graph, { log: ['y'] });
    await t.attempt('update', () => graph.updateState(thread('1'), { log: ['u'] }, 'b'));
    await run(t, '3', graph, null);
    checkpointer.noteOn(t, 'calls');
    await past(t, 'after', graph);
    const asks = fan(lib, { a: logger('a'), q: asker(lib, 'q') }, { checkpointer });
    await run(t, 'asks', asks, { log: ['x'] }, thread('2'));
    await run(t, 'ends', asks, new lib.Command({ resume: 'r' }), thread('2'));
    checkpointer.noteOn(t, 'more calls');
  },
  'a slow saver': async (lib, t) => {
    class Slow extends CallSaver {
      override async put(...args: Loose[]): Promise<Loose> {
        const stored = super.put(...(args as [Loose, Loose, Loose]));
        await pause(3);
        return stored;
      }
      override async putWrites(...args: Loose[]): Promise<void> {
        await pause(5);
        return super.putWrites(...(args as [Loose, Loose, Loose]));
      }
    }
    for (const durability of ['sync', 'exit']) {
      const checkpointer = new Slow();
      const graph = busy(lib, { checkpointer });
      await run(t, `${durability}: runs`, graph, { log: ['x'] }, { ...thread('1'), durability });
      checkpointer.noteOn(t, `${durability}: calls`);
      await past(t, durability, graph);
    }
  },
  'loops over joins': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('b', logger('b'))
      .addNode('c', logger('c'))
      .addNode('j', logger('j'))
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'b')
      .addEdge('b', 'c')
      .addEdge(['a', 'c'], 'j')
      .addConditionalEdges('j', (s: Loose) => (s.log.length < 10 ? ['a', 'b'] : lib.END), ['a', 'b', lib.END] as Loose)
      .compile({ checkpointer });
    await run(t, '1', graph, { log: ['x'] });
    checkpointer.noteOn(t, 'calls');
    await run(t, '2', graph, { log: ['y'] });
    checkpointer.noteOn(t, 'more calls');
    for (const [place, { config }] of (await past(t, 'before', graph)).entries()) {
      await run(t, `replay ${place}`, graph, null, config);
      checkpointer.noteOn(t, `calls ${place}`);
    }
  },
  'a limit reached': async (lib, t) => {
    for (const durability of DURABILITIES) {
      const checkpointer = new CallSaver();
      const graph = chain(lib, { a: logger('a'), b: logger('b'), c: logger('c') }, { checkpointer });
      await run(t, `${durability}: stops`, graph, { log: ['x'] }, { ...thread('1'), durability, recursionLimit: 2 });
      checkpointer.noteOn(t, `${durability}: calls`);
      await look(t, `${durability}: stopped`, graph);
      await run(t, `${durability}: goes on`, graph, null, { ...thread('1'), durability });
      checkpointer.noteOn(t, `${durability}: more calls`);
    }
  },
  'entrypoints by durability': async (lib, t) => {
    for (const durability of DURABILITIES) {
      const checkpointer = new CallSaver();
      const inc = lib.task('inc', async (n: number) => n + 1);
      const work: Loose = lib.entrypoint({ name: 'work', checkpointer }, async (n: number) => {
        const before = lib.getPreviousState<number>() ?? 0;
        return before + (await inc(n)) + Number(lib.interrupt('more'));
      });
      const config = { ...thread('1'), durability };
      await run(t, `${durability}: 1`, work, 1, config);
      await look(t, `${durability}: asks`, work);
      await run(t, `${durability}: 2`, work, new lib.Command({ resume: 5 }), config);
      await run(t, `${durability}: 3`, work, 2, config);
      await run(t, `${durability}: 4`, work, new lib.Command({ resume: 7 }), config);
      checkpointer.noteOn(t, `${durability}: calls`);
      await past(t, durability, work);
    }
  },
};
