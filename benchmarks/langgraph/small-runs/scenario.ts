import type { Scenario } from '../../contender.ts';

/** Many runs of a chain of three async nodes at the same time. */
export const scenario: Scenario = {
  about: 'concurrent runs of three nodes',
  unit: 'run',
  sizeOf: 'runs',
  sizes: [1000],
  units: (size) => size,
  measure: 'time',
};
