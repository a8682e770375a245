import type { Scenario } from '../../contender.ts';

/** `chain`, each step kept as a checkpoint in memory. The thread is deleted after each run. */
export const scenario: Scenario = {
  about: 'chain of nodes, kept in memory',
  unit: 'step',
  sizeOf: 'nodes',
  sizes: [10, 1000],
  units: (size) => size,
  measure: 'time',
};
