/** Stops a run from outside: the caller's signal, and the time that one super-step may take. */
import { onAbort } from '../../../src/base/index.ts';
import type { StopControl } from '../../../src/engine/internal.ts';
import type { PregelRun } from './pregel-run.ts';

/** @returns to be called when the run is over: nothing listens after that */
export function listen(
  stop: StopControl,
  signal: AbortSignal | undefined,
  stepTimeout: number | undefined,
  run: PregelRun,
): () => void {
  const abort = (reason: unknown): void => stop.stop(new Error('Abort'), reason);
  const unlisten = onAbort(signal, abort);
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (stepTimeout !== undefined) {
    run.onStep = () => {
      clearTimeout(timer);
      timer = setTimeout(abort, stepTimeout, new DOMException('The step took too long.', 'TimeoutError'));
    };
  }
  return () => {
    clearTimeout(timer);
    unlisten();
    stop.release();
  };
}
