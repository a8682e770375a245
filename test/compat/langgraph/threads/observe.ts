/** Notes all that can be seen of a thread. */
import type { Tape } from '../differential/tape.ts';
import { thread, type Loose } from '../differential/programs/log-state.ts';

const MODES = ['values', 'updates', 'checkpoints', 'tasks', 'debug', 'custom'];

/** Runs a graph and notes every chunk of every mode, of the graphs within it too. */
// oxlint-disable-next-line max-params -- it reads as a sentence
export async function run(
  t: Tape,
  name: string,
  graph: Loose,
  input: unknown,
  config: Loose = thread('1'),
): Promise<void> {
  const before = t.observations.length;
  let threw = false;
  const source = async () => graph.stream(input, { ...config, streamMode: MODES, subgraphs: true });
  await t.chunks(name, async function* () {
    try {
      yield* (await source()) as AsyncIterable<unknown>;
    } catch (error) {
      threw = true;
      throw error;
    }
  });
  // How many chunks come before an error depends on how fast they are read.
  if (threw) t.observations.splice(before, t.observations.length - before - 1);
}

/** Notes where a thread stands, with and without the graphs within. */
export async function look(t: Tape, name: string, graph: Loose, config: Loose = thread('1')): Promise<Loose> {
  await t.attempt(`${name}: state`, () => graph.getState(config));
  return t.attempt(`${name}: state with graphs`, () => graph.getState(config, { subgraphs: true }));
}

/** All snapshots, the newest first; notes them. */
export async function past(t: Tape, name: string, graph: Loose, config: Loose = thread('1')): Promise<Loose[]> {
  const snapshots = await t.collect<Loose>(graph.getStateHistory(config));
  t.record(`${name}: history`, snapshots);
  return snapshots;
}
