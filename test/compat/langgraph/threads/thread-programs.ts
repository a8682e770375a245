import type { Programs } from '../differential/run-program.ts';
import { replays } from './programs/replays.ts';
import { forks } from './programs/forks.ts';
import { nested } from './programs/nested.ts';
import { asking } from './programs/asking.ts';
import { storing } from './programs/storing.ts';
import { deltas } from './programs/deltas.ts';

/** All programs by what they do to threads. */
export const threadPrograms: Readonly<Record<string, Programs>> = { replays, forks, nested, asking, storing, deltas };
