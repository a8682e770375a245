import type { Scenario } from '../../contender.ts';

/** An answer of Chat Completions, read to its end and put together. By hand: the official SDK's stream, its text added up. */
export const scenario: Scenario = {
  about: 'streamed answer of Chat Completions',
  unit: 'chunk',
  sizeOf: 'chunks',
  sizes: [100, 1000],
  units: (chunks) => chunks,
  measure: 'time',
};
