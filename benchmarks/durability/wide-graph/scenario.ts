import type { Scenario } from '../../contender.ts';

/**
 * 500 steps, each of which changes one of the graph's keys, kept in an SQLite file; what the first checkpoint takes, which has all keys, is not
 * counted. By hand: the change, as JSON.
 */
export const scenario: Scenario = {
  about: '500 steps that change one key of a graph',
  unit: 'step',
  sizeOf: 'keys',
  sizes: [10, 1000],
  units: () => 500,
  measure: 'storage',
  rounds: 3,
};
