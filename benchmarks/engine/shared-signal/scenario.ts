import type { Scenario } from '../../contender.ts';

/** Runs one after the other, all with one AbortSignal: what each leaves behind on it. */
export const scenario: Scenario = {
  about: 'runs that share one AbortSignal',
  unit: 'run',
  sizeOf: 'runs',
  sizes: [20_000],
  quickSizes: [2000],
  units: (size) => size,
  measure: 'memory',
  rounds: 1,
};
