import type { Scenario } from '../../contender.ts';

/** One node starts many tasks by `Send`, their writes are summed, a last node reads the sum. */
export const scenario: Scenario = {
  about: 'fan-out by Send',
  unit: 'task',
  sizeOf: 'tasks',
  sizes: [100, 1000, 3000],
  quickSizes: [100, 1000],
  units: (size) => size,
  measure: 'time',
};
