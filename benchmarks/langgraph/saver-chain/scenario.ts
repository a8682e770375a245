import type { Scenario } from '../../contender.ts';

/** `chain`, each step stored by LangChain's saver in memory. By hand: the saver alone, given the same. */
export const scenario: Scenario = {
  about: "chain of nodes, with LangChain's saver in memory",
  unit: 'step',
  sizeOf: 'nodes',
  sizes: [10, 1000],
  units: (size) => size,
  measure: 'time',
  rounds: 1,
};
