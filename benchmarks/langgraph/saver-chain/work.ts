import type { Work } from '../../contender.ts';
import { chainGraph, increment } from '../chain/work.ts';
import type { Library } from '../library.ts';
import { recordedRun } from '../saver-loop/work.ts';

/** Counts to `length` with as many nodes, and stores every step. */
export function recordedChain(lib: Library, length: number): Work {
  const saver = new lib.MemorySaver();
  const nodes = Array.from({ length }, () => increment);
  return recordedRun(saver, chainGraph(lib, nodes, saver), length, 'async');
}
