import { asyncChainMachine, runMachine } from '../../chain/peers/xstate.ts';
import { parkingContender } from '../parking.ts';

const increment = async (state: { readonly count: number }) => ({ count: state.count + 1 });

export const contender = parkingContender((wait) => {
  const machine = asyncChainMachine([increment, wait, increment]);
  return () => runMachine(machine);
});
