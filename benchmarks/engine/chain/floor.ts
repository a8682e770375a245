/** The same work without any engine: what no engine can be cheaper than. */
import { expectResult, type Contender, type Work } from '../../contender.ts';

export interface Count {
  readonly count: number;
}
type Node = (state: Count) => Count | Promise<Count>;

export const increment: Node = (state) => ({ count: state.count + 1 });

/** Calls `node` so many times. */
export function countingChain(length: number, node: Node = increment): Work {
  const nodes = Array.from({ length }, () => node);
  return async () => {
    let state: Count = { count: 0 };
    for (const run of nodes) state = { ...state, ...(await run(state)) };
    expectResult(state.count, length);
  };
}

export const contender: Contender = { prepare: (size) => countingChain(size) };
