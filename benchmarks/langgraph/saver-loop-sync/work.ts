import type { Work } from '../../contender.ts';
import type { Library } from '../library.ts';
import { recordedLoop } from '../saver-loop/work.ts';

/** Counts to `steps`; every step is stored before the next begins. */
export const recordedLoopInSync = (lib: Library, steps: number): Work => recordedLoop(lib, steps, 'sync');
