/** Channels whose writes are stored in place of their value. */
import type { Library } from '../../differential/library.ts';
import type { Programs } from '../../differential/run-program.ts';
import { thread, type Loose } from '../../differential/programs/log-state.ts';
import { CallSaver } from '../call-saver.ts';
import { look, past, run } from '../observe.ts';

function delta(lib: Library, snapshotFrequency: number, nodes: Readonly<Record<string, Loose>>, options: Loose): Loose {
  const graph: Loose = new lib.StateGraph(
    lib.Annotation.Root({
      log: () =>
        new lib.DeltaChannel((held: Loose, more: Loose) => [...held, ...more.flat()], {
          initialValueFactory: () => [],
          snapshotFrequency,
        } as Loose),
      plain: lib.Annotation<unknown>(),
    } as Loose),
  );
  let before: string = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    graph.addNode(name, node).addEdge(before, name);
    before = name;
  }
  return graph.compile(options);
}

const node = (name: string) => (s: Loose) => ({ log: [`${name}${s.log?.length}`] });
const quiet = () => ({ plain: 1 });

export const deltas: Programs = {
  'snapshots by frequency': async (lib, t) => {
    for (const frequency of [1, 2, 3, 1000]) {
      const checkpointer = new CallSaver();
      const graph = delta(lib, frequency, { a: node('a'), b: quiet, c: node('c') }, { checkpointer });
      for (const turn of ['1', '2']) await run(t, `${frequency}: ${turn}`, graph, { log: [turn] });
      checkpointer.noteOn(t, `${frequency}: calls`);
      const snapshots = await past(t, String(frequency), graph);
      await run(t, `${frequency}: replay`, graph, null, snapshots[3].config);
      await t.attempt(`${frequency}: update`, () => graph.updateState(snapshots[2].config, { log: ['u'] }, 'a'));
      await run(t, `${frequency}: goes on`, graph, null);
      await look(t, `${frequency}: at last`, graph);
      checkpointer.noteOn(t, `${frequency}: more calls`);
    }
  },
  'by durability': async (lib, t) => {
    for (const durability of ['sync', 'exit']) {
      const checkpointer = new CallSaver();
      const graph = delta(
        lib,
        3,
        { a: node('a'), q: () => ({ log: [lib.interrupt('q')] }), c: node('c') },
        { checkpointer },
      );
      const config = { ...thread('1'), durability };
      for (const turn of ['1', '2']) {
        await run(t, `${durability}: ${turn}`, graph, { log: [turn] }, config);
        await look(t, `${durability}: ${turn}`, graph);
        await run(t, `${durability}: ${turn} answered`, graph, new lib.Command({ resume: 'r' }), config);
        checkpointer.noteOn(t, `${durability}: calls ${turn}`);
      }
      await past(t, durability, graph);
    }
  },
  overwritten: async (lib, t) => {
    for (const durability of ['sync', 'exit']) {
      const checkpointer = new CallSaver();
      const over = () => ({ log: new lib.Overwrite(['over']) });
      const graph = delta(lib, 1000, { a: node('a'), o: over, c: node('c') }, { checkpointer });
      const config = { ...thread('1'), durability };
      await run(t, `${durability}: 1`, graph, { log: ['x'] }, config);
      await run(t, `${durability}: 2`, graph, { log: new lib.Overwrite(['y']) }, config);
      checkpointer.noteOn(t, `${durability}: calls`);
      await past(t, durability, graph);
    }
  },
};
