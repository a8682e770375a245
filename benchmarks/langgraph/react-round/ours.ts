import type * as Prebuilt from '@langchain/langgraph/prebuilt';
import type { Contender } from '../../contender.ts';
import { importOurCore, loadOurs } from '../library.ts';
import { ENTRIES, agentRounds, type Core } from './work.ts';

const DOOR = new URL('../../../compat/langgraph/prebuilt/index.ts', import.meta.url);

export const contender: Contender = {
  prepare: async (rounds) => {
    // As in programs: the main entry lets nodes find their config.
    await loadOurs();
    const prebuilt = (await import(DOOR.href)) as typeof Prebuilt;
    const core: Core = {
      models: await importOurCore<Core['models']>(ENTRIES.models),
      messages: await importOurCore<Core['messages']>(ENTRIES.messages),
      tools: await importOurCore<Core['tools']>(ENTRIES.tools),
    };
    return agentRounds(prebuilt, core, rounds);
  },
};
