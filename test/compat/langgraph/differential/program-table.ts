import { building } from './programs/building.ts';
import { channels } from './programs/channels.ts';
import { interrupts } from './programs/interrupts.ts';
import { persistence } from './programs/persistence.ts';
import { routing } from './programs/routing.ts';
import { saverContract } from './programs/saver-contract.ts';
import { schemas } from './programs/schemas.ts';
import { stateKinds } from './programs/state-kinds.ts';
import { subgraphs } from './programs/subgraphs.ts';
import { timeTravel } from './programs/time-travel.ts';
import type { Programs } from './run-program.ts';

/** All programs by the feature they are about. */
export const programTable: Readonly<Record<string, Programs>> = {
  building,
  state: stateKinds,
  schemas,
  channels,
  routing,
  interrupts,
  subgraphs,
  persistence,
  'saver contract': saverContract,
  'time travel': timeTravel,
};
