import type { Scenario } from '../../contender.ts';

/** Builds a chain and makes it ready to run. */
export const scenario: Scenario = {
  about: 'build and compile a chain',
  unit: 'graph',
  sizeOf: 'nodes',
  sizes: [1000],
  units: () => 1,
  measure: 'time',
};
