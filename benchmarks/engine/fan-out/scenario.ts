import type { Scenario } from '../../contender.ts';

/** One node starts many tasks, their writes are summed, a last node reads the sum. */
export const scenario: Scenario = {
  about: 'fan-out',
  unit: 'task',
  sizeOf: 'tasks',
  sizes: [100, 1000, 3000, 100_000],
  quickSizes: [100, 1000],
  units: (size) => size,
  measure: 'time',
  limits: {
    langgraph: { largest: 3000, because: 'its time grows with the square of the tasks' },
    xstate: { largest: 1000, because: 'its time grows with the square of the tasks' },
    mastra: { largest: 3000, because: 'its time per task grows with the tasks' },
  },
};
