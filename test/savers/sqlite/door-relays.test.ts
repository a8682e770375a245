/** Threads in a SqliteSaver that LangGraph began and the door to it goes on with, turn by turn, and the other way round. */
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';
import { differences } from '../../compat/langgraph/differential/differences.ts';
import { load, type Library } from '../../compat/langgraph/differential/library.ts';
import { pause, thread, type Loose } from '../../compat/langgraph/differential/programs/log-state.ts';
import { runProgram } from '../../compat/langgraph/differential/run-program.ts';
import type { Tape } from '../../compat/langgraph/differential/tape.ts';
import { relays, type Relay } from '../../compat/langgraph/threads/programs/relays.ts';

const [langgraph, door] = await Promise.all([load('oracle'), load('ours')]);

/** Each turn on a graph of the library that has it; all on one saver. */
function relay({ build, turns }: Relay, saver: () => object, libraryFor: (turn: number) => Library) {
  return async (_: Library, t: Tape): Promise<void> => {
    const checkpointer = saver();
    const graphs = new Map<Library, Loose>(
      [langgraph, door].map((lib) => [lib, build(lib, checkpointer as MemorySaver)]),
    );
    for (const [turn, act] of turns.entries()) {
      const lib = libraryFor(turn);
      await pause(2);
      await t.attempt(`turn ${turn}`, () => act(graphs.get(lib), lib, t));
      await t.attempt(`turn ${turn}: state`, () => graphs.get(lib).getState(thread('1')));
    }
  };
}

describe.each(Object.entries(relays))('%s', (_, relayed) => {
  it.each([
    ['under LangGraph', () => langgraph],
    ['under the door', () => door],
    ['begun under LangGraph', (turn: number) => (turn % 2 === 0 ? langgraph : door)],
    ['begun under the door', (turn: number) => (turn % 2 === 0 ? door : langgraph)],
  ] as const)('%s', async (__, libraryFor) => {
    const onMemory = relay(
      relayed,
      () => new MemorySaver(),
      () => langgraph,
    );
    const onSqlite = relay(relayed, () => new SqliteSaver(':memory:'), libraryFor);
    const expected = await runProgram(onMemory, langgraph);
    expect(differences(expected, await runProgram(onSqlite, libraryFor(0)))).toEqual([]);
  });
});
