import type { Scenario } from '../../contender.ts';

/**
 * A ReAct agent whose model calls a tool so many times, once per round, before it answers. By hand: the model, the tool and the
 * messages in a bare loop, all of them LangChain's own objects.
 */
export const scenario: Scenario = {
  about: 'rounds of a ReAct agent: model, then tool',
  unit: 'round',
  sizeOf: 'rounds',
  sizes: [20],
  units: (size) => size,
  measure: 'time',
  warmUps: 5,
};
