import type { Scenario } from '../../contender.ts';

/**
 * `chain`, each step kept in LangChain's memory saver. By hand is that saver alone: it gets the calls that the engine made of it. The
 * thread is deleted after each run.
 */
export const scenario: Scenario = {
  about: "chain of nodes, kept in LangChain's saver",
  unit: 'step',
  sizeOf: 'nodes',
  sizes: [10, 1000],
  units: (size) => size,
  measure: 'time',
};
