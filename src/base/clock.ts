/** The port behind which time stands: what waits (retries, timeouts, caches) can be tested without waiting. */

export interface Clock {
  /** Milliseconds that never go backwards; only differences mean something. */
  now(): number;

  /**
   * Calls `callback` once, never before it has returned itself.
   *
   * @param callback must not throw
   * @param ms       milliseconds from now; 0 or less as soon as possible
   * @returns cancels the timer; harmless to call twice, or once it has fired
   */
  setTimer(callback: () => void, ms: number): () => void;
}

/** The longest delay a host's timer takes; a longer one would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The host's own time. Its timers keep a process alive until they fire or are cancelled. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer(callback, ms) {
    let left = ms;
    let timer: ReturnType<typeof setTimeout>;
    const wait = (): void => {
      const delay = Math.min(left, LONGEST_DELAY);
      left -= delay;
      timer = setTimeout(left > 0 ? wait : callback, delay);
    };
    wait();
    return () => clearTimeout(timer);
  },
};
