/** Threads that wait for answers. */
import type { Programs } from '../../differential/run-program.ts';
import { logState, logger, thread, type Loose } from '../../differential/programs/log-state.ts';
import { CallSaver } from '../call-saver.ts';
import { asker, chain, fan } from '../graphs.ts';
import { look, past, run } from '../observe.ts';

export const asking: Programs = {
  'falsy answers': async (lib, t) => {
    for (const [index, answer] of [0, '', false, null, undefined, Number.NaN, [], {}].entries()) {
      const checkpointer = new CallSaver();
      const graph = chain(lib, { q: asker(lib, 'q', ['1', '2']) }, { checkpointer });
      await run(t, `${index}: asks`, graph, { log: ['x'] });
      const { tasks }: Loose = await graph.getState(thread('1'));
      await run(t, `${index}: answered`, graph, new lib.Command({ resume: answer }));
      await look(t, `${index}: answered`, graph);
      await run(t, `${index}: by id`, graph, new lib.Command({ resume: { [tasks[0].interrupts[0].id]: answer } }));
      await look(t, `${index}: by id`, graph);
      checkpointer.noteOn(t, `${index}: calls`);
    }
  },
  'new input while waiting': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = fan(lib, { a: logger('a'), q: asker(lib, 'q', ['1', '2']) }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    await run(t, 'asks again', graph, new lib.Command({ resume: 'one' }));
    await run(t, 'other input', graph, { log: ['y'] });
    await look(t, 'other input', graph);
    await run(t, 'answered', graph, new lib.Command({ resume: 'uno' }));
    await run(t, 'nothing', graph, null);
    await look(t, 'nothing', graph);
    checkpointer.noteOn(t, 'calls');
    await past(t, 'after', graph);
  },
  'commands while waiting': async (lib, t) => {
    for (const [name, command] of Object.entries({
      goto: { goto: 'z' },
      again: { goto: 'q' },
      update: { update: { log: ['u'] } },
      both: { goto: 'z', update: { log: ['u'] } },
      answer: { resume: 'r', update: { log: ['u'] } },
      all: { resume: 'r', update: { log: ['u'] }, goto: 'z' },
      send: { goto: new lib.Send('z', { log: [1, 2, 3] }) },
      empty: {},
    })) {
      const checkpointer = new CallSaver();
      const graph = fan(lib, { a: logger('a'), q: asker(lib, 'q') }, { checkpointer });
      await run(t, `${name}: asks`, graph, { log: ['x'] });
      checkpointer.noteOn(t, `${name}: calls`);
      await run(t, `${name}: command`, graph, new lib.Command(command as Loose));
      await look(t, `${name}: command`, graph);
      await run(t, `${name}: answered`, graph, new lib.Command({ resume: 'late' }));
      await look(t, `${name}: answered`, graph);
      checkpointer.noteOn(t, `${name}: more calls`);
      await past(t, name, graph);
    }
  },
  'the same run id': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = chain(lib, { a: logger('a'), b: logger('b') }, { checkpointer, interruptBefore: ['b'] });
    const config = { ...thread('1'), metadata: { run_id: 'r1' } };
    await run(t, 'stops', graph, { log: ['x'] }, config);
    await look(t, 'stops', graph);
    await run(t, 'goes on', graph, { log: ['y'] }, config);
    checkpointer.noteOn(t, 'calls');
    await past(t, 'after', graph);
  },
  'tasks and entrypoints': async (lib, t) => {
    const checkpointer = new CallSaver();
    const double = lib.task('double', async (n: number) => n * 2);
    const ask = lib.task('ask', async (n: number) => `${n}:${String(lib.interrupt(`q${n}`))}`);
    const work: Loose = lib.entrypoint({ name: 'work', checkpointer }, async (n: number) => {
      const previous = lib.getPreviousState<Loose>();
      const two = await double(n);
      const four = await double(n * 2);
      const answers = await Promise.all([ask(1), ask(2)]);
      const own: Loose = lib.interrupt('own');
      return lib.entrypoint.final({ value: { two, four, answers, own, previous }, save: [previous, n] });
    });
    await run(t, 'asks', work, 1);
    await look(t, 'asks', work);
    const { tasks }: Loose = await work.getState(thread('1'));
    const ids = tasks.flatMap((task: Loose) => task.interrupts.map(({ id }: Loose) => id));
    t.record('ids', ids.length);
    for (const answer of ['1']) {
      await run(t, answer, work, new lib.Command({ resume: answer }));
      await look(t, answer, work);
      checkpointer.noteOn(t, `calls ${answer}`);
    }
    await run(t, 'next', work, 5);
    await past(t, 'after', work);
    checkpointer.noteOn(t, 'calls');
  },
  'failing tasks of entrypoints': async (lib, t) => {
    const checkpointer = new CallSaver();
    let fails = true;
    const good = lib.task('good', async (n: number) => n + 1);
    const bad = lib.task('bad', async (n: number) => {
      if (fails) throw new RangeError('bad');
      return n;
    });
    const work: Loose = lib.entrypoint({ name: 'work', checkpointer }, async (n: number) => {
      const one = await good(n);
      return (await bad(one)) * 10;
    });
    await t.attempt('fails', () => work.invoke(1, thread('1')));
    checkpointer.calls.length = 0;
    fails = false;
    await t.attempt('goes on', () => work.invoke(null, thread('1')));
    checkpointer.noteOn(t, 'more calls');
    const last = await look(t, 'after', work);
    await run(t, 'replay', work, null, last.config);
  },
  'questions in edges and packets': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('w', ((n: Loose) => ({ log: [`w${n}=${String(lib.interrupt(n))}`] })) as Loose)
      .addEdge(lib.START, 'a')
      .addConditionalEdges(
        'a',
        (() => [new lib.Send('w', 1), new lib.Send('w', 2), new lib.Send('w', 3)]) as Loose,
        ['w'] as Loose,
      )
      .compile({ checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    const state: Loose = await look(t, 'asks', graph);
    const ids = state.tasks.map((task: Loose) => task.interrupts[0].id);
    await run(t, 'second', graph, new lib.Command({ resume: { [ids[1]]: 'B' } }));
    await look(t, 'second', graph);
    await run(t, 'first', graph, new lib.Command({ resume: 'A' }));
    await look(t, 'first', graph);
    await run(t, 'third', graph, new lib.Command({ resume: 'C' }));
    await look(t, 'third', graph);
    checkpointer.noteOn(t, 'calls');
    await past(t, 'after', graph);
  },
  'breakpoints by call': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = fan(lib, { a: logger('a'), b: logger('b') }, { checkpointer });
    await run(t, 'before', graph, { log: ['x'] }, { ...thread('1'), interruptBefore: ['a', 'z'] });
    await look(t, 'before', graph);
    await run(t, 'after', graph, null, { ...thread('1'), interruptAfter: '*' });
    await look(t, 'after', graph);
    await run(t, 'all', graph, null, { ...thread('1'), interruptBefore: '*' });
    await run(t, 'again', graph, null, { ...thread('1'), interruptBefore: '*' });
    await run(t, 'once more', graph, { log: ['y'] }, { ...thread('1'), interruptBefore: ['b'], interruptAfter: ['b'] });
    await run(t, 'none', graph, null);
    checkpointer.noteOn(t, 'calls');
    await past(t, 'after', graph);
  },
  'nested answers by id': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = fan(lib, { p: asker(lib, 'p'), q: asker(lib, 'q') });
    const graph = fan(lib, { s: inner, r: asker(lib, 'r') }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    const state: Loose = await look(t, 'asks', graph);
    const ids = (tasks: Loose): Loose =>
      tasks.flatMap((task: Loose) => [...task.interrupts.map(({ id }: Loose) => id), ...ids(task.state?.tasks ?? [])]);
    const known = [...new Set(ids(state.tasks))] as string[];
    t.record('known', known);
    for (const [place, id] of known.entries()) {
      // Which of two graphs side by side is the first to tell is not the library's to say.
      await t.attempt(`answer ${place}`, () =>
        graph.invoke(new lib.Command({ resume: { [id]: `r${place}` } }), thread('1')),
      );
      await look(t, `answer ${place}`, graph);
      checkpointer.noteOn(t, `calls ${place}`);
    }
    await past(t, 'after', graph);
  },
  'asked and caught': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = chain(
      lib,
      {
        q: () => {
          try {
            return { log: [lib.interrupt('q')] };
          } catch {
            return { log: ['caught'] };
          }
        },
      },
      { checkpointer },
    );
    await run(t, 'asks', graph, { log: ['x'] });
    await look(t, 'asks', graph);
    checkpointer.noteOn(t, 'calls');
  },
};
