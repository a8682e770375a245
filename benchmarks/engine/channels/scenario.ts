import type { Scenario } from '../../contender.ts';

/** Steps of one run. */
export const STEPS = 1000;

/** `loop` of 1,000 steps in a graph with many channels that hold a value and that no node touches. */
export const scenario: Scenario = {
  about: 'loop of 1,000 steps beside idle channels',
  unit: 'step',
  sizeOf: 'channels',
  sizes: [15, 500],
  units: () => STEPS,
  measure: 'time',
};
