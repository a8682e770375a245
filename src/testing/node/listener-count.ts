import { getEventListeners } from 'node:events';

/**
 * How many listeners wait for a signal to abort: what work that is over must not leave behind.
 *
 * @param signal any signal, usually one that outlives many runs
 * @example
 * const { signal } = new AbortController();
 * await engine.invoke({ question }, { signal });
 * expect(listenerCount(signal)).toBe(0);
 */
export function listenerCount(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}
