import type { Scenario } from '../../contender.ts';

/**
 * The first import of the entry with agents in a fresh process. By hand: what anything that runs LangChain's models and tools
 * over its savers has to import.
 */
export const scenario: Scenario = {
  about: 'import of prebuilt',
  unit: 'import',
  sizeOf: 'module',
  sizes: [1],
  units: () => 1,
  measure: 'import',
};
