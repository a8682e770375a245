/** Listening to abort signals without leaving anything behind. */
import { abortError } from './errors.ts';

/**
 * Calls `listener` once when `signal` aborts, at once if it already has.
 *
 * @param signal   the signal to listen to; without one nothing ever happens
 * @param listener gets `signal.reason`; must not throw
 * @returns a function that stops listening; harmless to call twice
 */
export function onAbort(signal: AbortSignal | undefined, listener: (reason: unknown) => void): () => void {
  if (signal === undefined) return nothing;
  if (signal.aborted) {
    listener(signal.reason);
    return nothing;
  }
  const listen = (): void => listener(signal.reason);
  signal.addEventListener('abort', listen, { once: true });
  return () => signal.removeEventListener('abort', listen);
}

/**
 * Settles as `promise` does, or rejects with an `AbortError` as soon as `signal` aborts.
 * What comes of an abandoned promise is dropped; it never becomes an unhandled rejection.
 *
 * @param promise the work to wait for
 * @param signal  aborting it ends the wait, not the work
 * @example
 * const answer = await abortable(slowTool(args), runtime.signal);
 */
export function abortable<T>(promise: PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, (reason) => reject(abortError(reason)));
    promise.then(
      (value) => {
        stopListening();
        resolve(value);
      },
      (error: unknown) => {
        stopListening();
        reject(error);
      },
    );
  });
}

/** One signal made of several, and the way to let go of them. */
export interface LinkedSignal {
  /** Aborts with the first of them, with its reason; `undefined` if there were none. */
  readonly signal: AbortSignal | undefined;
  /** Stops listening to them. To be called when the work is over; harmless to call twice. */
  readonly unlink: () => void;
}

/**
 * Joins signals. Unlike `AbortSignal.any` it leaves nothing behind on signals that outlive the work.
 *
 * @param signals the signals, absent ones ignored
 */
export function linkSignals(...signals: readonly (AbortSignal | null | undefined)[]): LinkedSignal {
  const given = signals.filter((signal) => signal !== undefined && signal !== null);
  if (given.length <= 1) return { signal: given[0], unlink: nothing };
  const controller = new AbortController();
  const unlinks = given.map((signal) => onAbort(signal, (reason) => controller.abort(reason)));
  return { signal: controller.signal, unlink: () => unlinks.forEach((unlink) => unlink()) };
}

function nothing(): void {}
