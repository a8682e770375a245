import type { Contender } from '../../../contender.ts';
import { countingChain } from '../../chain/peers/langgraph.ts';

export const contender: Contender = {
  prepare: (size) => {
    const run = countingChain(3, async (state) => ({ count: state.count + 1 }));
    return () => Promise.all(Array.from({ length: size }, run));
  },
};
