import type { Contender } from '../../../contender.ts';
import { letOursStandIn } from './let-ours-stand-in.ts';

export const contender: Contender = {
  prepare: async (size) => {
    letOursStandIn();
    const { agentRounds } = await import('./work.ts');
    return agentRounds(size);
  },
};
