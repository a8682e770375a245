import type { Scenario } from '../../contender.ts';

/**
 * A loop of two nodes, each step stored in an SQLite file before the next begins. By hand: one row of the same table, inserted in a
 * transaction of its own. The thread is deleted after each run.
 */
export const scenario: Scenario = {
  about: 'loop of two nodes, kept in an SQLite file (sync)',
  unit: 'step',
  sizeOf: 'steps',
  sizes: [100, 1000],
  quickSizes: [1000],
  units: (size) => size,
  measure: 'time',
};
