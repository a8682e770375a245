import type { Scenario } from '../../contender.ts';

/** `loop`, each step kept as a checkpoint in memory. The thread is deleted after each run. */
export const scenario: Scenario = {
  about: 'loop of two nodes, kept in memory',
  unit: 'step',
  sizeOf: 'steps',
  sizes: [1000],
  units: (size) => size,
  measure: 'time',
};
