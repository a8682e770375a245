import type { Scenario } from '../../contender.ts';

/** A chat model says so many words within a node; the run streams them in the mode `messages`. By hand: the model alone. */
export const scenario: Scenario = {
  about: 'words of a chat model, mode messages',
  unit: 'chunk',
  sizeOf: 'chunks',
  sizes: [1000],
  units: (size) => size,
  measure: 'time',
};
