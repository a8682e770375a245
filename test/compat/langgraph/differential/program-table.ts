import { breakpoints } from './programs/breakpoints.ts';
import { building } from './programs/building.ts';
import { cancellation } from './programs/cancellation.ts';
import { channels } from './programs/channels.ts';
import { delta } from './programs/delta.ts';
import { functional } from './programs/functional.ts';
import { interrupts } from './programs/interrupts.ts';
import { lowLevel } from './programs/low-level.ts';
import { messages } from './programs/messages.ts';
import { nestedThreads } from './programs/nested-threads.ts';
import { persistence } from './programs/persistence.ts';
import { policies } from './programs/policies.ts';
import { prebuilt } from './programs/prebuilt.ts';
import { routing } from './programs/routing.ts';
import { runStreams } from './programs/run-streams.ts';
import { runtime } from './programs/runtime.ts';
import { saverContract } from './programs/saver-contract.ts';
import { schemas } from './programs/schemas.ts';
import { stateKinds } from './programs/state-kinds.ts';
import { streaming } from './programs/streaming.ts';
import { subgraphs } from './programs/subgraphs.ts';
import { timeTravel } from './programs/time-travel.ts';
import { tracing } from './programs/tracing.ts';
import type { Programs } from './run-program.ts';

/** All programs by the feature they are about. */
export const programTable: Readonly<Record<string, Programs>> = {
  building,
  state: stateKinds,
  schemas,
  channels,
  routing,
  interrupts,
  breakpoints,
  subgraphs,
  persistence,
  'saver contract': saverContract,
  'time travel': timeTravel,
  delta,
  'nested threads': nestedThreads,
  streaming,
  messages,
  policies,
  cancellation,
  runtime,
  functional,
  'low level': lowLevel,
  tracing,
  'run streams': runStreams,
  prebuilt,
};
