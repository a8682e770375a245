/** Ctrl-C: the first one asks the run to stop, the second one does not ask. */

/** The parts of `process` that are needed. */
export interface SignalSource {
  on(event: 'SIGINT', listener: () => void): unknown;
  off(event: 'SIGINT', listener: () => void): unknown;
}

/** `npm start` passes on a Ctrl-C that the terminal has already delivered; within this time the two are one, in milliseconds. */
const SAME_KEY_PRESS_MS = 250;

export interface Interrupts {
  /** Aborted by the first interrupt. */
  readonly signal: AbortSignal;
  /** Reports an interrupt that came another way, as from a line editor that holds the keyboard. */
  readonly interrupt: () => void;
  /** Gives Ctrl-C its usual meaning back. */
  readonly stop: () => void;
}

/**
 * Turns interrupts into an abort signal.
 *
 * @param source where signals come from
 * @param exit ends the process at once
 * @param now a clock in milliseconds
 */
export function watchInterrupts(
  source: SignalSource,
  exit: () => void,
  now: () => number = () => performance.now(),
): Interrupts {
  const controller = new AbortController();
  let first = 0;
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      if (now() - first > SAME_KEY_PRESS_MS) exit();
      return;
    }
    first = now();
    controller.abort();
  };
  source.on('SIGINT', interrupt);
  return { signal: controller.signal, interrupt, stop: () => void source.off('SIGINT', interrupt) };
}
