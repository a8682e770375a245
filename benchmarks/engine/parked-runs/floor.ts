import { expectResult } from '../../contender.ts';
import { parkingContender } from './parking.ts';

const increment = async (state: { readonly count: number }) => ({ count: state.count + 1 });

export const contender = parkingContender((wait) => async () => {
  let state = { count: 0 };
  for (const node of [increment, wait, increment]) state = { ...state, ...(await node(state)) };
  expectResult(state.count, 3);
});
