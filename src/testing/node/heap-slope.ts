/** What work leaves on the heap for good. */
import { InvalidConfigError, MossError } from '../../base/index.ts';

/** Points of the line that is fitted. */
const POINTS = 10;

export interface HeapSlopeOptions {
  /** How many runs are measured, an integer of at least 10; a quarter as many go before, to warm up. */
  readonly runs: number;
}

/**
 * Bytes of heap that each run keeps: the slope of the line through the heap's size at ten points on the way.
 *
 * @param run     the work, done once per call; calls do not overlap
 * @param options how often
 * @returns bytes per run; near 0, and as often below it as above, for work that leaves nothing behind
 * @throws MossError `FEATURE_UNAVAILABLE` if Node was started without `--expose-gc` (rejects)
 * @throws InvalidConfigError for another number of runs, and what `run` threw (rejects)
 * @example
 * // node --expose-gc
 * expect(await heapSlope(() => engine.invoke({ question }), { runs: 20_000 })).toBeLessThan(50);
 */
export async function heapSlope(run: () => unknown, { runs }: HeapSlopeOptions): Promise<number> {
  const { gc } = globalThis;
  if (gc === undefined) {
    throw new MossError('FEATURE_UNAVAILABLE', 'heapSlope cannot collect garbage: start Node with --expose-gc.');
  }
  if (!(Number.isSafeInteger(runs) && runs >= POINTS)) {
    throw new InvalidConfigError('CONFIG_INVALID', `runs is ${runs}: give an integer of at least ${POINTS}.`);
  }
  await repeat(run, Math.ceil(runs / 4));
  const points = [{ x: 0, y: await heapUsed(gc) }];
  for (let point = 1, done = 0; point <= POINTS; point++) {
    const goal = Math.round((runs * point) / POINTS);
    await repeat(run, goal - done);
    done = goal;
    points.push({ x: done, y: await heapUsed(gc) });
  }
  return slopeOf(points);
}

async function repeat(run: () => unknown, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await run();
}

/** After a turn of the event loop, in which what is only waiting to be let go of is; twice, for what finalizers let go of. */
async function heapUsed(gc: NonNullable<typeof globalThis.gc>): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  gc();
  await new Promise((resolve) => setImmediate(resolve));
  gc();
  return process.memoryUsage().heapUsed;
}

/** Least squares. */
function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const meanX = mean(({ x }) => x);
  const meanY = mean(({ y }) => y);
  return mean(({ x, y }) => (x - meanX) * (y - meanY)) / mean(({ x }) => (x - meanX) ** 2);
}
