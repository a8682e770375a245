/**
 * A process that runs programs on one installation and tells its parent what they observed.
 *
 * Usage: node run-side.ts FOLDER FILE [TURN DATABASES PLAYER], where FOLDER has the installation, FILE the programs, and TURN the
 * turn of each relay that PLAYER is to play on its database below DATABASES.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Player, Program, Programs, Relays } from '../../compat/langgraph/clients/program.ts';
import type { Observation } from '../../test/compat/langgraph/differential/tape.ts';
import { resolveIn } from './resolve-in.ts';

/** What a program observed. */
export interface Account {
  readonly title: string;
  readonly observations: readonly Observation[];
}

/** The last message: which copies of LangGraph took part, as addresses of folders. */
export interface Copies {
  readonly copies: readonly string[];
}

const [folder = '', file = '', turn, databases = '', player = 'langgraph'] = process.argv.slice(2);
const loadedCopies = resolveIn(folder);
// Imported late: what these import is to be found in the folder as well.
const { observe } = await import('./observe.ts');
const { programs = {}, relays = {} } = (await import(pathToFileURL(file).href)) as {
  readonly programs?: Programs;
  readonly relays?: Relays;
};

if (Object.keys({ ...programs, ...relays }).length === 0) throw new Error(`${file} has no programs.`);

for (const [title, program] of Object.entries(turn === undefined ? programs : turnsOf(Number(turn)))) {
  await tell({ title, observations: await observe(program) });
}
await tell({ copies: loadedCopies() });
process.exit();

function turnsOf(index: number): Record<string, Program> {
  return Object.fromEntries(
    Object.entries(relays).map(([title, turns], place) => [
      title,
      async (t): Promise<void> => turns[index]?.(t, join(databases, `${place}.sqlite`), player as Player),
    ]),
  );
}

function tell(message: Account | Copies): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}
