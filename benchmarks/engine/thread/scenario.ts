import type { Scenario } from '../../contender.ts';

/** One run that appends a message of 220 characters at each step, each step kept as a checkpoint in memory: what the thread holds. */
export const scenario: Scenario = {
  about: 'thread that grows by a message a step',
  unit: 'step',
  sizeOf: 'messages',
  sizes: [400, 1600],
  quickSizes: [200],
  units: (size) => size,
  measure: 'memory',
};
