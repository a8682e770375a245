/** Stops a run from outside: the caller's signal, and the time that the run, or one super-step of it, may take. */
import { onAbort } from '../../../src/base/index.ts';
import type { StopControl } from '../../../src/engine/internal.ts';
import type { PregelRun } from './pregel-run.ts';

/** How long things may take, in milliseconds. */
export interface Limits {
  readonly run: number | undefined;
  readonly step: number | undefined;
}

/** @returns to be called when the run is over: nothing listens after that */
export function listen(stop: StopControl, signal: AbortSignal | undefined, limits: Limits, run: PregelRun): () => void {
  const unlisten = onAbort(signal, (reason) => stop.stop(asError(reason), reason));
  const timers: { run?: ReturnType<typeof setTimeout>; step?: ReturnType<typeof setTimeout> } = {};
  if (limits.run !== undefined) {
    const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    timers.run = setTimeout(() => stop.stop(late, late), limits.run);
  }
  if (limits.step !== undefined) {
    const late = new DOMException('The step took too long.', 'TimeoutError');
    run.onStep = () => {
      clearTimeout(timers.step);
      timers.step = setTimeout(() => stop.stop(new Error('Abort'), late), limits.step);
    };
  }
  return () => {
    clearTimeout(timers.run);
    clearTimeout(timers.step);
    unlisten();
    stop.release();
  };
}

/** What a call rejects with whose signal has aborted. */
function asError(reason: unknown): unknown {
  if (reason instanceof Error) return reason;
  return new Error(typeof reason === 'string' ? reason : 'Aborted');
}
