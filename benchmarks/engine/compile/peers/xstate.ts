import { expectResult, type Contender } from '../../../contender.ts';
import { chainMachine } from '../../chain/peers/xstate.ts';

export const contender: Contender = {
  // One of them is the final state.
  prepare: (size) => () => expectResult(Object.keys(chainMachine(size).states).length, size + 1),
};
