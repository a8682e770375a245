import type { Scenario } from '../../contender.ts';

/** Nodes one after the other, each adds one to a counter. */
export const scenario: Scenario = {
  about: 'chain of nodes',
  unit: 'step',
  sizeOf: 'nodes',
  sizes: [10, 100, 1000],
  quickSizes: [10, 1000],
  units: (size) => size,
  measure: 'time',
};
