import { expectResult, type Contender, type Work } from '../../contender.ts';
import { increment, type Count } from '../chain/floor.ts';

/** Counts to `length`, and keeps what the state was after each step. */
export function recordedChain(length: number): Work {
  return async () => {
    let state: Count = { count: 0 };
    const history = [state];
    for (let step = 0; step < length; step++) {
      state = { ...state, ...(await increment(state)) };
      history.push(state);
    }
    expectResult(history.at(-1)?.count, length);
  };
}

export const contender: Contender = { prepare: recordedChain };
