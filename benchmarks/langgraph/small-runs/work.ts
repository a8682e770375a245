import type { Work } from '../../contender.ts';
import { countingChain } from '../chain/work.ts';
import type { Library } from '../library.ts';

/** So many runs at the same time. */
export function smallRuns(lib: Library, runs: number): Work {
  const run = countingChain(lib, 3, async (state) => ({ count: state.count + 1 }));
  return () => Promise.all(Array.from({ length: runs }, run));
}
