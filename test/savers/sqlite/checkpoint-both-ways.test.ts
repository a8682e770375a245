import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../shapes.ts';
import { enginePlayer, langgraphPlayer } from '../twins.ts';
import { newFile, openStore } from './checkpoint-stores.ts';

type Who = 'engine' | 'langgraph';

/** The state after the last step, each step played by whom `order` says, in a process of its own. */
async function played(title: string, order: readonly Who[], durability: 'sync' | 'exit') {
  const { shape, steps } = scenarios[title]!;
  const path = newFile();
  const graph = shape();
  const ends: unknown[] = [];
  for (const [place, step] of steps.entries()) {
    // LangGraph's ids come from the clock alone: two writers within a millisecond could give the same one.
    await setTimeout(2);
    const { store } = openStore(path);
    const who = order[place % order.length]!;
    const player = who === 'engine' ? enginePlayer(graph, store) : langgraphPlayer(graph, store);
    ends.push(await player.play(step, durability));
  }
  return ends.at(-1);
}

describe.each(['sync', 'exit'] as const)(
  'durability %s: one file, for LangGraph and the engine in turn',
  (durability) => {
    it.each(Object.keys(scenarios))('%s', async (title) => {
      const expected = await played(title, ['langgraph'], durability);
      for (const order of [['engine'], ['langgraph', 'engine'], ['engine', 'langgraph']] as const) {
        expect(await played(title, order, durability), order.join(', ')).toEqual(expected);
      }
    });
  },
);
