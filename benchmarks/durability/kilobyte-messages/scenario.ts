import type { Scenario } from '../../contender.ts';

/** One run that says a kilobyte a step, each step kept in an SQLite file. By hand: what was said, as JSON. */
export const scenario: Scenario = {
  about: 'thread that grows by a kilobyte a step',
  unit: 'step',
  sizeOf: 'messages',
  sizes: [800],
  quickSizes: [100],
  units: (size) => size,
  measure: 'storage',
  rounds: 3,
};
