import type { Contender } from '../../../contender.ts';
import { countingChain } from '../../chain/peers/langgraph.ts';

export const contender: Contender = {
  prepare: (size) => countingChain(size, async (state) => ({ count: state.count + 1 })),
};
