/** Instruments for tests under Node: what a program does to its event loop, its heap and the signals it was given. */
export { heapSlope, type HeapSlopeOptions } from './heap-slope.ts';
export { listenerCount } from './listener-count.ts';
export { type LoopReport, loopWatch, type LoopWatch, type LoopWatchOptions } from './loop-watch.ts';
export {
  twoProcessConformance,
  type TwoProcessCase,
  type TwoProcessConformanceOptions,
} from './two-process-conformance.ts';
