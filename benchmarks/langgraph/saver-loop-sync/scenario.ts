import type { Scenario } from '../../contender.ts';

/**
 * `loop`, each step stored by LangChain's saver in memory, before the next begins. By hand: the saver alone,
 * given the same. The thread is deleted after each run.
 */
export const scenario: Scenario = {
  about: "loop of two nodes, with LangChain's saver in memory (sync)",
  unit: 'step',
  sizeOf: 'steps',
  sizes: [100, 1000],
  quickSizes: [1000],
  units: (size) => size,
  measure: 'time',
};
