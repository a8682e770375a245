import type { Scenario } from '../../contender.ts';

/** One run that says a message of 220 characters a step, each step kept in an SQLite file. By hand: what was said, as JSON. */
export const scenario: Scenario = {
  about: 'thread that grows by a short message a step',
  unit: 'step',
  sizeOf: 'messages',
  sizes: [100, 400, 1600],
  quickSizes: [400],
  units: (size) => size,
  measure: 'storage',
  rounds: 3,
};
