/** A time limit for the beginning of an answer alone: those of some SDKs would end long answers too. */

/** The answer did not begin in time. */
export class BeginTimeout extends Error {}

/**
 * Calls `fetch`, and aborts it where no answer has begun within `timeout` milliseconds, or with the signal of `init` at any time.
 *
 * @throws BeginTimeout (as a rejection), and what `fetch` throws
 */
export async function fetchInTime(
  fetch: typeof globalThis.fetch,
  url: string | URL | Request,
  init: RequestInit,
  timeout: number,
): Promise<Response> {
  const controller = new AbortController();
  const { signal } = init;
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  // It lives as long as the call, and so does the signal.
  signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => controller.abort(new BeginTimeout()), timeout);
  try {
    return await fetch(url, { ...init, signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}
