/** Threads that one library began and the other goes on with, turn by turn. */
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { differences } from '../differential/differences.ts';
import { load, type Library } from '../differential/library.ts';
import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import { runProgram } from '../differential/run-program.ts';
import type { Tape } from '../differential/tape.ts';
import { relays, type Relay } from './programs/relays.ts';

const [oracle, ours] = await Promise.all([load('oracle'), load('ours')]);

function relay({ build, turns }: Relay, libraryFor: (turn: number) => Library) {
  return async (_: Library, t: Tape): Promise<void> => {
    const checkpointer = new MemorySaver();
    const graphs = new Map<Library, Loose>([oracle, ours].map((lib) => [lib, build(lib, checkpointer)]));
    for (const [turn, act] of turns.entries()) {
      const lib = libraryFor(turn);
      await pause(2);
      await t.attempt(`turn ${turn}`, () => act(graphs.get(lib), lib, t));
      await t.attempt(`turn ${turn}: state`, () => graphs.get(lib).getState(thread('1')));
    }
    t.record('history', await t.collect(graphs.get(libraryFor(0)).getStateHistory(thread('1'))));
  };
}

describe.each(Object.entries(relays))('%s', (_, relayed) => {
  it.each([
    ['under the door', () => ours],
    ['begun under the oracle', (turn: number) => (turn % 2 === 0 ? oracle : ours)],
    ['begun under the door', (turn: number) => (turn % 2 === 0 ? ours : oracle)],
  ] as const)('%s', async (__, libraryFor) => {
    const expected = await runProgram(
      relay(relayed, () => oracle),
      oracle,
    );
    expect(differences(expected, await runProgram(relay(relayed, libraryFor), ours))).toEqual([]);
  });
});
