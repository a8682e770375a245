import type { Scenario } from '../../contender.ts';

/** Runs of which the second of three nodes waits for something outside: what they hold meanwhile. */
export const scenario: Scenario = {
  about: 'waiting runs of three nodes',
  unit: 'run',
  sizeOf: 'runs',
  sizes: [1000],
  units: (size) => size,
  measure: 'memory',
};
