/** Watches from another thread whether the event loop of this one still turns. */
import { Worker } from 'node:worker_threads';
import { InvalidConfigError } from '../../base/index.ts';

export interface LoopWatchOptions {
  /** Milliseconds between two ticks, default 5. */
  readonly intervalMs?: number;
}

export interface LoopReport {
  /** Ticks that fell due while the watch went on. */
  readonly due: number;
  /** Those that the event loop served before the next one fell due. */
  readonly served: number;
  /** Longest time a tick waited for the event loop, in milliseconds. */
  readonly longestStallMs: number;
}

export interface LoopWatch {
  /** Ends the watch. A loop that has not turned since the last tick counts as stalled up to now. To be called once. */
  stop(): Promise<LoopReport>;
}

/** Cells of the memory that both threads see. */
const ANSWERED = 0;
const STOPPED = 1;

/**
 * The other thread: at every tick it pings, waits for the answer and notes how long it took. It sleeps on the cells, so an answer
 * wakes it at once. Plain text, because a file of its own would have to be found in every form in which this package is built.
 */
const PINGER = `
const { parentPort, workerData } = require('node:worker_threads');
const { cells, intervalMs } = workerData;
let due = 0, served = 0, longestStallMs = 0;
const stopped = () => Atomics.load(cells, ${STOPPED}) === 1;
for (let ping = 1; !stopped(); ping++) {
  const sent = performance.now();
  parentPort.postMessage(undefined);
  Atomics.wait(cells, ${ANSWERED}, ping - 1);
  const waited = performance.now() - sent;
  longestStallMs = Math.max(longestStallMs, waited);
  const passed = Math.max(1, Math.ceil(waited / intervalMs));
  due += passed;
  if (passed === 1) served++;
  const rest = passed * intervalMs - (performance.now() - sent);
  if (rest > 0) Atomics.wait(cells, ${STOPPED}, 0, rest);
}
parentPort.postMessage({ due, served, longestStallMs });
`;

/**
 * Begins to watch the event loop of this thread.
 *
 * @returns the watch, once its thread has begun
 * @throws InvalidConfigError for an interval that is no positive number (rejects)
 * @example
 * const watch = await loopWatch();
 * await engine.invoke({ question });
 * const { longestStallMs } = await watch.stop();
 * expect(longestStallMs).toBeLessThan(50);
 */
export async function loopWatch({ intervalMs = 5 }: LoopWatchOptions = {}): Promise<LoopWatch> {
  if (!(intervalMs > 0 && intervalMs < Infinity)) {
    throw new InvalidConfigError('CONFIG_INVALID', `intervalMs is ${intervalMs}: give milliseconds, more than 0.`);
  }
  const cells = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  // The thread reads nothing from the environment, so it gets none of it.
  const worker = new Worker(PINGER, { eval: true, env: {}, workerData: { cells, intervalMs } });
  const report = Promise.withResolvers<LoopReport>();
  const begun = Promise.withResolvers<void>();
  report.promise.catch(() => {});
  worker.on('error', (error) => {
    begun.reject(error);
    report.reject(error);
  });
  worker.on('message', (message: LoopReport | undefined) => {
    begun.resolve();
    if (message !== undefined) report.resolve(message);
    else answer(cells);
  });
  await begun.promise;
  return {
    stop() {
      Atomics.store(cells, STOPPED, 1);
      Atomics.notify(cells, STOPPED);
      answer(cells);
      return report.promise;
    },
  };
}

function answer(cells: Int32Array): void {
  Atomics.add(cells, ANSWERED, 1);
  Atomics.notify(cells, ANSWERED);
}
