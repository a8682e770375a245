import type { Scenario } from '../../contender.ts';

/** A graph in a graph in a graph, with one node in the innermost that adds one. */
export const scenario: Scenario = {
  about: 'run of nested graphs',
  unit: 'level',
  sizeOf: 'levels',
  sizes: [1, 3],
  quickSizes: [3],
  units: (size) => size,
  measure: 'time',
};
