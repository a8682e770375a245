import type { Contender } from '../../contender.ts';
import { importOurCore, loadOurs } from '../library.ts';
import { talk, type Core } from './work.ts';

export const contender: Contender = {
  prepare: async (size) => {
    const [lib, models, messages, outputs] = await Promise.all([
      loadOurs(),
      importOurCore<Core['models']>('./language_models/chat_models'),
      importOurCore<Core['messages']>('./messages'),
      importOurCore<Core['outputs']>('./outputs'),
    ]);
    return talk(lib, { models, messages, outputs }, size);
  },
};
