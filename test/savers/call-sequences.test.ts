import { describe, expect, it } from 'vitest';
import { RecordingSaver } from './recording-saver.ts';
import { scenarios } from './shapes.ts';
import { enginePlayer, langgraphPlayer } from './twins.ts';

/**
 * What LangGraph does that nobody can want: it tells of the answers once for each answer, and makes a checkpoint that is stored anew its
 * own parent.
 */
function withoutOddities(call: unknown): unknown {
  const { writes, put, parent } = call as { writes?: [string, unknown][]; put?: string; parent?: string };
  if (put !== undefined && parent === put) return { ...(call as object), parent: undefined };
  if (writes === undefined) return call;
  const once = writes.filter(([channel], place) => channel !== '__resume__' || writes[place - 1]?.[0] !== channel);
  return { ...(call as object), writes: once };
}

describe.each(['sync', 'async', 'exit'] as const)(
  'durability %s: a saver is called as LangGraph calls it',
  (durability) => {
    it.each(Object.entries(scenarios))('%s', async (_title, { shape, steps }) => {
      const theirs = new RecordingSaver();
      const ours = new RecordingSaver();
      const langgraph = langgraphPlayer(shape(), theirs);
      const engine = enginePlayer(shape(), ours);
      for (const step of steps) {
        await langgraph.play(step, durability);
        await engine.play(step, durability);
        expect(ours.take()).toEqual(theirs.take().map(withoutOddities));
      }
    });
  },
);
