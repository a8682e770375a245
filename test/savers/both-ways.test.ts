import { setTimeout } from 'node:timers/promises';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { scenarios } from './shapes.ts';
import { enginePlayer, langgraphPlayer, type Player } from './twins.ts';

/** The state after the last step, each step played by whom `order` says. */
async function played(title: string, order: readonly ('engine' | 'langgraph')[], durability: 'sync' | 'exit') {
  const { shape, steps } = scenarios[title]!;
  const saver = new MemorySaver();
  // One shape for both: a node that has failed once does not fail again.
  const graph = shape();
  const players: Record<string, Player> = {
    engine: enginePlayer(graph, saver),
    langgraph: langgraphPlayer(graph, saver),
  };
  const ends: unknown[] = [];
  for (const [place, step] of steps.entries()) {
    // LangGraph's ids come from the clock alone: two writers within a millisecond could change places.
    await setTimeout(2);
    ends.push(await players[order[place % order.length]!]!.play(step, durability));
  }
  return ends.at(-1);
}

const several = Object.keys(scenarios).filter((title) => scenarios[title]!.steps.length > 1);

describe.each(['sync', 'exit'] as const)('durability %s: a thread goes on elsewhere', (durability) => {
  it.each(several)('%s', async (title) => {
    const expected = await played(title, ['langgraph'], durability);
    expect(await played(title, ['engine'], durability)).toEqual(expected);
    expect(await played(title, ['langgraph', 'engine'], durability)).toEqual(expected);
    expect(await played(title, ['engine', 'langgraph'], durability)).toEqual(expected);
  });
});
