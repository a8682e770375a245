import type { Scenario } from '../../contender.ts';

/** Two nodes in turn, each adds one, until a conditional edge finds that the counter has reached the size. */
export const scenario: Scenario = {
  about: 'loop of two nodes',
  unit: 'step',
  sizeOf: 'steps',
  sizes: [1000],
  units: (size) => size,
  measure: 'time',
};
