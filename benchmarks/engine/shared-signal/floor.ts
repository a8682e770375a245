import { sharedSignalContender } from './runs.ts';

const increment = (state: { readonly count: number }) => ({ count: state.count + 1 });

export const contender = sharedSignalContender(async (signal) => {
  let state = { count: 0 };
  for (let step = 0; step < 3; step++) {
    signal.throwIfAborted();
    state = { ...state, ...increment(state) };
  }
  return state.count;
});
