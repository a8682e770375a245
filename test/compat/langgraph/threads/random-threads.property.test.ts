/** Random threads under the door, and in turns under the door and the oracle, are those of the oracle. */
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { differences } from '../differential/differences.ts';
import { load, type Library } from '../differential/library.ts';
import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import { runProgram } from '../differential/run-program.ts';
import type { Tape } from '../differential/tape.ts';
import { build, random, randomDeeds, randomSpec } from './random-thread.ts';

const [oracle, ours] = await Promise.all([load('oracle'), load('ours')]);
const DEEDS = 7;
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

/** @param libraryFor who does the deed at `place` */
function program(seed: number, libraryFor: (place: number) => Library) {
  return async (_: Library, t: Tape): Promise<void> => {
    const next = random(seed);
    const spec = randomSpec(next);
    const checkpointer = new MemorySaver();
    const graphs = new Map([oracle, ours].map((lib) => [lib, build(lib, spec, { checkpointer }) as Loose]));
    for (const [place, deed] of randomDeeds(next, spec, DEEDS).entries()) {
      const lib = libraryFor(place);
      // Ids of checkpoints sort by the millisecond between two libraries.
      await pause(2);
      await deed(t, graphs.get(lib), lib);
    }
    t.record('history', await t.collect(graphs.get(libraryFor(0)).getStateHistory(thread('1'))));
  };
}

/** Graphs side by side ask in the order in which they happen to get there. */
function withoutIds(observations: Awaited<ReturnType<typeof runProgram>>): typeof observations {
  return observations.map(({ name, value }) => ({
    name,
    value: JSON.parse(JSON.stringify(value).replace(/<id \d+>/g, '<id>')) as typeof value,
  }));
}

async function differ(seed: number, libraryFor: (place: number) => Library): Promise<string[]> {
  const expected = await runProgram(
    program(seed, () => oracle),
    oracle,
  );
  // Where the oracle itself breaks down there is nothing to compare with.
  if (
    JSON.stringify(expected).includes('Cannot read properties') ||
    JSON.stringify(expected).includes('AggregateError')
  )
    return [];
  return differences(withoutIds(expected), withoutIds(await runProgram(program(seed, libraryFor), ours)));
}

describe('a random thread', () => {
  it.each(SEEDS)('%i is that of the oracle', async (seed) => {
    expect(await differ(seed, () => ours)).toEqual([]);
  });

  it.each(SEEDS)('%i goes on under either library', async (seed) => {
    expect(await differ(seed + 100, (place) => (place % 2 === seed % 2 ? ours : oracle))).toEqual([]);
  });
});
