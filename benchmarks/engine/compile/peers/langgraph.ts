import { expectResult, type Contender } from '../../../contender.ts';
import { chainGraph, increment } from '../../chain/peers/langgraph.ts';

export const contender: Contender = {
  prepare: (size) => {
    const nodes = Array.from({ length: size }, () => increment);
    // One of them is START.
    return () => expectResult(Object.keys(chainGraph(nodes).nodes).length, size + 1);
  },
};
