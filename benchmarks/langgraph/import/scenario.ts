import type { Scenario } from '../../contender.ts';

/**
 * The first import in a fresh process, and the bundle of everything the module exports. By hand: what anything that speaks
 * with LangChain's objects and savers has to import.
 */
export const scenario: Scenario = {
  about: 'import',
  unit: 'import',
  sizeOf: 'module',
  sizes: [1],
  units: () => 1,
  measure: 'import',
};
