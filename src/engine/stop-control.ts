/** Ending a run before its time. */
import { abortError, onAbort } from '../base/index.ts';

/**
 * Knows whether a run has been stopped and why, tells its nodes through one signal, and wakes the loop that waits for them.
 * The signal is made when somebody first asks for it; the caller's signal gets one listener, and none once the run is over.
 */
export class StopControl {
  #stopped = false;
  #error: unknown;
  #reason: unknown;
  #controller: AbortController | undefined;
  #wake: (() => void) | undefined;
  /** Stops listening to the caller's signal. */
  readonly release: () => void;

  constructor(callersSignal: AbortSignal | undefined) {
    this.release = onAbort(callersSignal, (reason) => this.stop(abortError(reason), reason));
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Aborts when the run is stopped. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#stopped) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /**
   * Stops the run. Only the first call counts.
   *
   * @param error  what the run rejects with, any value
   * @param reason what the nodes' signal carries
   */
  stop(error: unknown, reason: unknown = abortError(error)): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#error = error;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#wake?.();
  }

  /** @throws what the run was stopped with, unchanged */
  throwIfStopped(): void {
    if (this.#stopped) throw this.#error;
  }

  /** Resolves when `begin`'s callback is called or the run is stopped. Never rejects. Only the loop waits, for one thing at a time. */
  until(begin: (wake: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      begin(resolve);
      if (this.#stopped) resolve();
    });
  }
}
