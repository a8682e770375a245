const FORGOTTEN =
  'at the end of a run LangGraph stores a checkpoint and its writes at once, and `RedisSaver` then forgets the writes; ours are stored first';

/**
 * Programs on which the two sides differ on purpose, by client, file and title, each with its reason: the faults of
 * LangGraph that are not copied. One that no longer differs has to leave this list.
 */
export const knownDifferences: Readonly<Record<string, string>> = {
  'langchain/agents: several calls, one at a time':
    'with `maxConcurrency: 1`, LangGraph drops all tasks of a step but the first and ends without a result',
  'langchain/streaming: a reader that leaves': 'in LangGraph the run goes on to its end, models included',
  'checkpoint-fakes/relays-redis: breakpoints, and every durability (all turns on ours)': FORGOTTEN,
  'checkpoint-fakes/relays-redis: breakpoints, and every durability (first turn on LangGraph, then in turn)': FORGOTTEN,
  'checkpoint-fakes/engine-relays-redis: the same, stored at the end of each run (all turns on ours)': FORGOTTEN,
  'checkpoint-fakes/engine-relays-redis: the same, stored at the end of each run (first turn on LangGraph, then in turn)':
    FORGOTTEN,
  'checkpoint-fakes/engine-relays-redis: the same, stored at the end of each run (first turn on ours, then in turn)':
    FORGOTTEN,
};
