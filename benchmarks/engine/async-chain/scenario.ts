import type { Scenario } from '../../contender.ts';

/** `chain` with async nodes. */
export const scenario: Scenario = {
  about: 'chain of async nodes',
  unit: 'step',
  sizeOf: 'nodes',
  sizes: [100],
  units: (size) => size,
  measure: 'time',
};
