/** Time that stands still until a test moves it. */
import { type Clock, InvalidConfigError } from '../base/index.ts';

/** A {@link Clock} in the hands of a test. */
export interface SimulatedClock extends Clock {
  /** Timers that are set and have not fired. */
  readonly pending: number;

  /**
   * Lets time pass: every timer that falls due fires at its own time, in the order of their times, and before the next one
   * the work that it woke goes on until it waits for something else. Timers set on the way fire too where they fall due.
   *
   * @param ms milliseconds, 0 or more; 0 fires what is due by now
   * @throws InvalidConfigError for any other number, and what a callback threw (rejects)
   */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * Makes a clock that stands still.
 *
 * @param start what `now()` is at first, in milliseconds; default 0
 * @example
 * const clock = simulatedClock();
 * const waited = new Promise<void>((resolve) => void clock.setTimer(resolve, 60_000));
 * await clock.advance(60_000);
 * await waited;
 */
export function simulatedClock(start = 0): SimulatedClock {
  const timers = new Set<Timer>();
  let now = start;

  /** The first to fall due; of those that fall due together, the first that was set. */
  const nextBy = (end: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.due <= end && (next === undefined || timer.due < next.due)) next = timer;
    }
    return next;
  };

  return {
    now: () => now,
    get pending() {
      return timers.size;
    },
    setTimer(callback, ms) {
      const timer: Timer = { due: now + Math.max(0, ms), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      if (!(ms >= 0 && ms < Infinity)) {
        throw new InvalidConfigError('CONFIG_INVALID', `advance(${ms}): give the milliseconds that pass, 0 or more.`);
      }
      const end = now + ms;
      await settled();
      for (let timer = nextBy(end); timer !== undefined; timer = nextBy(end)) {
        timers.delete(timer);
        now = timer.due;
        timer.callback();
        await settled();
      }
      now = end;
    },
  };
}

/** Comes back once the event loop has gone round: all that could go on without waiting has. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
