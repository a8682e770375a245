/** Graphs within graphs, and where they stand. */
import type { Programs } from '../../differential/run-program.ts';
import type { Library } from '../../differential/library.ts';
import { logState, logger, thread, type Loose } from '../../differential/programs/log-state.ts';
import { CallSaver } from '../call-saver.ts';
import { asker, chain, fan } from '../graphs.ts';
import { look, past, run } from '../observe.ts';

/** Replays every checkpoint, and all those that the tasks of one point at. */
async function travel(lib: Library, t: Loose, graph: Loose, checkpointer: CallSaver): Promise<void> {
  checkpointer.noteOn(t, 'calls');
  const snapshots = await past(t, 'before', graph);
  for (const [place, { config }] of snapshots.entries()) {
    const state: Loose = await look(t, `at ${place}`, graph, config);
    await run(t, `replay ${place}`, graph, null, config);
    checkpointer.noteOn(t, `calls ${place}`);
    const after: Loose = await look(t, `after ${place}`, graph);
    if (after.tasks.some((task: Loose) => task.interrupts.length > 0)) {
      await run(t, `answer ${place}`, graph, new lib.Command({ resume: `again${place}` }));
      checkpointer.noteOn(t, `calls answer ${place}`);
    }
    for (const [index, { state: child }] of state.tasks.entries()) {
      if (child?.config === undefined) continue;
      const within = await past(t, `child ${place}.${index}`, graph, child.config);
      for (const [step, { config: inner }] of within.entries()) {
        await run(t, `into ${place}.${index}.${step}`, graph, null, inner);
        await look(t, `into ${place}.${index}.${step}`, graph);
        checkpointer.noteOn(t, `calls into ${place}.${index}.${step}`);
      }
    }
  }
  await past(t, 'after', graph);
}

export const nested: Programs = {
  'a graph that asks, replayed': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = chain(lib, { i: logger('i'), q: asker(lib, 'q'), j: logger('j') });
    const graph = chain(lib, { a: logger('a'), sub: inner, z: logger('z') }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    await look(t, 'asks', graph);
    await run(t, 'ends', graph, new lib.Command({ resume: 'r' }));
    await look(t, 'ends', graph);
    await travel(lib, t, graph, checkpointer);
  },
  'three levels': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inmost = chain(lib, { p: logger('p'), q: asker(lib, 'q', ['1', '2']) });
    const inner = chain(lib, { i: logger('i'), deep: inmost, j: logger('j') });
    const graph = chain(lib, { a: logger('a'), sub: inner, z: logger('z') }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    const state: Loose = await look(t, 'asks', graph);
    const deep = state.tasks[0].state.tasks[0].state;
    await look(t, 'deep', graph, deep.config);
    await past(t, 'deep', graph, deep.config);
    await run(t, 'asks again', graph, new lib.Command({ resume: 'one' }));
    await look(t, 'asks again', graph);
    await run(t, 'ends', graph, new lib.Command({ resume: 'two' }));
    await travel(lib, t, graph, checkpointer);
  },
  'updates within': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = chain(lib, { i: logger('i'), q: asker(lib, 'q'), j: logger('j') });
    const graph = chain(lib, { a: logger('a'), sub: inner, z: logger('z') }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    const { state }: Loose = ((await look(t, 'asks', graph)) as Loose).tasks[0];
    const made: Loose = await t.attempt('update', () => graph.updateState(state.config, { log: ['u'] }, 'i'));
    checkpointer.noteOn(t, 'calls');
    await look(t, 'updated', graph);
    await look(t, 'updated within', graph, made);
    await run(t, 'goes on', graph, null);
    await look(t, 'went on', graph);
    await run(t, 'answered', graph, new lib.Command({ resume: 'r' }));
    checkpointer.noteOn(t, 'more calls');
    await past(t, 'after', graph);
    await past(t, 'within', graph, { configurable: { ...state.config.configurable, checkpoint_id: undefined } });
    const forked: Loose = await t.attempt('update in the past', () => graph.updateState(made, { log: ['v'] }, 'q'));
    await run(t, 'from the fork', graph, null, forked);
    checkpointer.noteOn(t, 'calls from the fork');
    await t.attempt('as nobody', () =>
      graph.updateState({ configurable: { thread_id: '1', checkpoint_ns: 'none:1' } }, {}),
    );
  },
  'a graph that remembers': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = chain(lib, { i: logger('i'), q: asker(lib, 'q') }, { checkpointer: true });
    const graph = chain(
      lib,
      { a: logger('a'), sub: async () => ({ plain: (await inner.invoke({ log: ['own'] })).log }), z: logger('z') },
      { checkpointer },
    );
    for (const turn of ['1', '2']) {
      await run(t, `${turn} asks`, graph, { log: [turn] });
      await look(t, `${turn} asks`, graph);
      await run(t, `${turn} ends`, graph, new lib.Command({ resume: turn }));
    }
    await travel(lib, t, graph, checkpointer);
    await look(t, 'remembered', graph, thread('1', { checkpoint_ns: 'sub' }));
  },
  'a node that remembers, as it is': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = chain(lib, { i: logger('i'), q: asker(lib, 'q') }, { checkpointer: true });
    const graph = chain(lib, { a: logger('a'), sub: inner, z: logger('z') }, { checkpointer });
    for (const turn of ['1', '2']) {
      await run(t, `${turn} asks`, graph, { log: [turn] });
      await look(t, `${turn} asks`, graph);
      await run(t, `${turn} ends`, graph, new lib.Command({ resume: turn }));
    }
    await travel(lib, t, graph, checkpointer);
  },
  'nothing kept within': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = chain(lib, { i: logger('i'), j: logger('j') }, { checkpointer: false });
    const graph = chain(lib, { a: logger('a'), sub: inner, z: logger('z') }, { checkpointer });
    await run(t, 'runs', graph, { log: ['x'] });
    await travel(lib, t, graph, checkpointer);
    const asking = chain(lib, { q: asker(lib, 'q') }, { checkpointer: false });
    await run(t, 'asks', chain(lib, { sub: asking }, { checkpointer }), { log: ['x'] }, thread('2'));
  },
  'a loop around a graph': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = chain(lib, { i: logger('i'), q: asker(lib, 'q') });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('sub', inner)
      .addNode('b', logger('b'))
      .addEdge(lib.START, 'sub')
      .addEdge('sub', 'b')
      .addConditionalEdges('b', (s: Loose) => (s.log.length < 12 ? 'sub' : lib.END))
      .compile({ checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    for (const answer of ['1', '2', '3']) await run(t, answer, graph, new lib.Command({ resume: answer }));
    await travel(lib, t, graph, checkpointer);
  },
  'graphs side by side': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = (name: string) => chain(lib, { i: logger(`${name}i`), q: asker(lib, name), j: logger(`${name}j`) });
    const graph = fan(lib, { left: inner('l'), right: inner('r'), plain: logger('p') }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    const state: Loose = await look(t, 'asks', graph);
    const ids = state.tasks.flatMap((task: Loose) => task.interrupts.map(({ id }: Loose) => id));
    await run(t, 'one', graph, new lib.Command({ resume: { [ids[0]]: 'A' } }));
    await look(t, 'one', graph);
    await run(t, 'both', graph, new lib.Command({ resume: { [ids[1]]: 'B' } }));
    await look(t, 'both', graph);
    await travel(lib, t, graph, checkpointer);
  },
  'several calls in a node': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = chain(lib, { i: logger('i'), q: asker(lib, 'q') });
    const twice = async (): Promise<Loose> => {
      const first = await inner.invoke({ log: ['1'] });
      const second = await inner.invoke({ log: ['2'] });
      return { log: [...first.log, ...second.log] };
    };
    const graph = chain(lib, { a: logger('a'), sub: twice, z: logger('z') }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    await look(t, 'asks', graph);
    await run(t, 'asks again', graph, new lib.Command({ resume: 'one' }));
    await look(t, 'asks again', graph);
    await run(t, 'ends', graph, new lib.Command({ resume: 'two' }));
    await travel(lib, t, graph, checkpointer);
  },
  'a graph that fails': async (lib, t) => {
    const checkpointer = new CallSaver();
    let fails = 2;
    const flaky = (): Loose => {
      if (fails-- > 0) throw new RangeError('flaky');
      return { log: ['flaky'] };
    };
    const inner = chain(lib, { i: logger('i'), f: flaky, j: logger('j') });
    const graph = fan(lib, { a: logger('a'), sub: inner }, { checkpointer });
    for (const attempt of ['1', '2', '3']) {
      await run(t, attempt, graph, attempt === '1' ? { log: ['x'] } : null);
      await look(t, attempt, graph);
      checkpointer.noteOn(t, `calls ${attempt}`);
    }
    await travel(lib, t, graph, checkpointer);
  },
  'breakpoints at every level': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = chain(lib, { i: logger('i'), j: logger('j') }, { interruptBefore: ['j'], interruptAfter: ['j'] });
    const graph = chain(lib, { a: logger('a'), sub: inner, z: logger('z') }, { checkpointer, interruptBefore: ['z'] });
    await run(t, '1', graph, { log: ['x'] });
    for (const turn of ['2', '3', '4', '5']) {
      await look(t, turn, graph);
      await run(t, turn, graph, null);
      checkpointer.noteOn(t, `calls ${turn}`);
    }
    await travel(lib, t, graph, checkpointer);
  },
  'commands for the graph around': async (lib, t) => {
    const checkpointer = new CallSaver();
    const inner = chain(lib, {
      i: logger('i'),
      q: Object.assign(
        () => new lib.Command({ graph: lib.Command.PARENT, goto: 'z', update: { log: [String(lib.interrupt('q'))] } }),
        {},
      ),
    });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('sub', inner, { ends: ['z'] })
      .addNode('z', logger('z'))
      .addEdge(lib.START, 'sub')
      .compile({ checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    await look(t, 'asks', graph);
    await run(t, 'ends', graph, new lib.Command({ resume: 'r' }));
    await travel(lib, t, graph, checkpointer);
  },
};
