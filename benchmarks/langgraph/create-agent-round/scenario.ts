import type { Scenario } from '../../contender.ts';

/**
 * `createAgent` of `langchain`: in each round its model asks for a tool, and the tool is called. By hand: the package's own
 * nodes for model and tools, called in a loop without a graph, so that what is above it is what the graph costs.
 */
export const scenario: Scenario = {
  about: 'createAgent of langchain, rounds of model and tool',
  unit: 'round',
  sizeOf: 'rounds',
  sizes: [20],
  units: (size) => size,
  measure: 'time',
  warmUps: 5,
};
