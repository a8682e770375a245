/** Relays on any saver that can be opened anew for each turn. */
import type { BaseCheckpointSaver } from '@langchain/langgraph';
import type { Tape } from '../../../../test/compat/langgraph/differential/tape.ts';
import type { Player, Relays } from '../program.ts';

/** A saver that is open, for one turn. */
export interface OpenSaver {
  readonly saver: BaseCheckpointSaver;
  close(this: void): unknown;
}

/** @param database a path that no other relay has; it may stand for a file, or give a name to what is kept elsewhere */
export type OpenSaverFor = (database: string) => OpenSaver | Promise<OpenSaver>;

/** One turn on a saver that is open for it. */
export type Play = (t: Tape, saver: BaseCheckpointSaver, player: Player) => Promise<unknown>;

/** The same relays, each turn on a saver of its own. */
export function playedOn(open: OpenSaverFor, plays: Readonly<Record<string, readonly Play[]>>): Relays {
  const turns = Object.entries(plays).map(([title, inTurn]) => [title, inTurn.map((play) => turnOf(open, play))]);
  return Object.fromEntries(turns) as Relays;
}

const turnOf =
  (open: OpenSaverFor, play: Play): Relays[string][number] =>
  async (t, database, player) => {
    const { saver, close } = await open(database);
    try {
      await play(t, saver, player);
    } finally {
      await close();
    }
  };
