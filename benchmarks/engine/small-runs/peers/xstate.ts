import type { Contender } from '../../../contender.ts';
import { asyncChainMachine, runMachine } from '../../chain/peers/xstate.ts';

const increment = async (state: { readonly count: number }) => ({ count: state.count + 1 });

export const contender: Contender = {
  prepare: (size) => {
    const machine = asyncChainMachine([increment, increment, increment]);
    return () => Promise.all(Array.from({ length: size }, () => runMachine(machine)));
  },
};
