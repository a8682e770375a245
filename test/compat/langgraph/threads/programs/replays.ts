/** Runs that take up a checkpoint which the thread has left behind, or its newest. */
import type { Programs } from '../../differential/run-program.ts';
import { logger, pause, thread, type Loose } from '../../differential/programs/log-state.ts';
import { CallSaver } from '../call-saver.ts';
import { asker, busy, chain, fan } from '../graphs.ts';
import { look, past, run } from '../observe.ts';

export const replays: Programs = {
  'every checkpoint of a chain': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = chain(lib, { a: logger('a'), b: logger('b'), c: logger('c') }, { checkpointer });
    await run(t, 'first', graph, { log: ['x'] });
    await run(t, 'second', graph, { log: ['y'] });
    checkpointer.noteOn(t, 'calls');
    for (const [place, { config }] of (await past(t, 'before', graph)).entries()) {
      await run(t, `replay ${place}`, graph, null, config);
      checkpointer.noteOn(t, `calls ${place}`);
      await look(t, `after ${place}`, graph);
    }
    await past(t, 'after', graph);
  },
  'every checkpoint of a busy graph': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = busy(lib, { checkpointer });
    await run(t, 'first', graph, { log: ['x'] });
    checkpointer.noteOn(t, 'calls');
    for (const [place, { config }] of (await past(t, 'before', graph)).entries()) {
      await run(t, `replay ${place}`, graph, null, config);
      checkpointer.noteOn(t, `calls ${place}`);
      await look(t, `after ${place}`, graph, config);
      await look(t, `newest ${place}`, graph);
    }
    await run(t, 'last', graph, { log: ['y'] });
    checkpointer.noteOn(t, 'last calls');
  },
  'a question answered before': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = chain(lib, { a: logger('a'), q: asker(lib, 'q', ['1', '2']), z: logger('z') }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    await run(t, 'asks again', graph, new lib.Command({ resume: 'one' }));
    await run(t, 'ends', graph, new lib.Command({ resume: 'two' }));
    checkpointer.noteOn(t, 'calls');
    for (const [place, { config }] of (await past(t, 'before', graph)).entries()) {
      await run(t, `replay ${place}`, graph, null, config);
      await look(t, `after ${place}`, graph);
      await run(t, `answer ${place}`, graph, new lib.Command({ resume: 'new' }));
      await look(t, `answered ${place}`, graph);
      checkpointer.noteOn(t, `calls ${place}`);
    }
    await past(t, 'after', graph);
  },
  'answers given in the past': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = chain(lib, { a: logger('a'), q: asker(lib, 'q', ['1', '2']), z: logger('z') }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    await run(t, 'asks again', graph, new lib.Command({ resume: 'one' }));
    await run(t, 'ends', graph, new lib.Command({ resume: 'two' }));
    for (const [place, { config }] of (await past(t, 'before', graph)).entries()) {
      await run(t, `answer ${place}`, graph, new lib.Command({ resume: 'new' }), config);
      await look(t, `answered ${place}`, graph);
      checkpointer.noteOn(t, `calls ${place}`);
    }
  },
  'tasks that had ended beside one that asked': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = fan(lib, { a: logger('a'), q: asker(lib, 'q'), r: asker(lib, 'r') }, { checkpointer });
    await run(t, 'asks', graph, { log: ['x'] });
    const waiting = await look(t, 'asks', graph);
    await run(t, 'replayed at the head', graph, null, waiting.config);
    await look(t, 'replayed at the head', graph);
    checkpointer.noteOn(t, 'calls');
    const [, second] = await past(t, 'asked', graph);
    await run(t, 'replayed', graph, null, second?.config);
    const ids = ((await graph.getState(thread('1'))) as Loose).tasks.flatMap((task: Loose) =>
      task.interrupts.map(({ id }: Loose) => id),
    );
    await run(t, 'answered one', graph, new lib.Command({ resume: { [ids[0]]: 'A' } }));
    await look(t, 'answered one', graph);
    await run(t, 'answered both', graph, new lib.Command({ resume: { [ids[1]]: 'B' } }));
    checkpointer.noteOn(t, 'more calls');
    await past(t, 'after', graph);
  },
  'a failure and its siblings': async (lib, t) => {
    const checkpointer = new CallSaver();
    let fails = true;
    const flaky = async (): Promise<Loose> => {
      await pause(2);
      if (fails) throw new RangeError('flaky');
      return { log: ['flaky'] };
    };
    const graph = fan(lib, { a: logger('a'), f: flaky, g: logger('g') }, { checkpointer });
    await run(t, 'fails', graph, { log: ['x'] });
    const failed = await look(t, 'failed', graph);
    checkpointer.noteOn(t, 'calls');
    await run(t, 'fails at the head', graph, null, failed.config);
    await look(t, 'failed at the head', graph);
    checkpointer.noteOn(t, 'calls at the head');
    fails = false;
    await run(t, 'goes on', graph, null);
    await look(t, 'went on', graph);
    checkpointer.noteOn(t, 'calls of the last');
    await past(t, 'after', graph);
  },
  'new input at every checkpoint': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = busy(lib, { checkpointer });
    await run(t, 'first', graph, { log: ['x'] });
    checkpointer.noteOn(t, 'calls');
    for (const [place, { config }] of (await past(t, 'before', graph)).entries()) {
      await run(t, `input ${place}`, graph, { log: [`i${place}`] }, config);
      checkpointer.noteOn(t, `calls ${place}`);
    }
  },
  'commands at an old checkpoint': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = chain(lib, { a: logger('a'), b: logger('b'), c: logger('c') }, { checkpointer });
    await run(t, 'first', graph, { log: ['x'] });
    const snapshots = await past(t, 'before', graph);
    checkpointer.noteOn(t, 'calls');
    await run(t, 'goto', graph, new lib.Command({ goto: 'c' }), snapshots[2].config);
    await run(t, 'update', graph, new lib.Command({ update: { log: ['u'] } }), snapshots[1].config);
    await run(t, 'send', graph, new lib.Command({ goto: new lib.Send('b', { log: ['own'] }) }), snapshots[0].config);
    await run(t, 'goto at the head', graph, new lib.Command({ goto: ['a', 'c'], update: { plain: 1 } }));
    checkpointer.noteOn(t, 'more calls');
    await past(t, 'after', graph);
  },
  'breakpoints replayed': async (lib, t) => {
    const checkpointer = new CallSaver();
    const graph = chain(
      lib,
      { a: logger('a'), b: logger('b'), c: logger('c') },
      { checkpointer, interruptBefore: ['b'], interruptAfter: ['c'] },
    );
    await run(t, 'before b', graph, { log: ['x'] });
    await run(t, 'after c', graph, null);
    await run(t, 'ends', graph, null);
    checkpointer.noteOn(t, 'calls');
    for (const [place, { config }] of (await past(t, 'before', graph)).entries()) {
      await run(t, `replay ${place}`, graph, null, config);
      await look(t, `after ${place}`, graph);
      checkpointer.noteOn(t, `calls ${place}`);
    }
  },
};
