/** Runs a task again when it fails. */
import { onAbort } from '../../../src/base/index.ts';
import { isGraphBubbleUp } from '../errors/index.ts';
import type { RetryPolicy } from './policies.ts';
import type { TaskFrame } from './task-frame.ts';

export type Attempt = (frame: TaskFrame) => void | Promise<void>;

/** @throws what the last attempt threw; what is no failure at once */
export async function performRetried(frame: TaskFrame, policy: RetryPolicy, attempt: Attempt): Promise<void> {
  const { maxAttempts = 3, retryOn = isWorthRetrying, logWarning = true } = policy;
  const firstTime = Date.now();
  for (let number = 1; ; number++) {
    frame.attempt = { number, firstTime };
    if (number > 1) frame.clear();
    try {
      await attempt(frame);
      return;
    } catch (error) {
      if (isGraphBubbleUp(error) || number >= maxAttempts || !retryOn(error)) throw error;
      const pause = pauseAfter(number, policy);
      if (!(await waited(pause, frame.run.signal))) throw error;
      if (logWarning) warn(frame.name, number, pause, error);
    }
  }
}

/** @param attempts how many have failed */
function pauseAfter(attempts: number, policy: RetryPolicy): number {
  const { initialInterval = 500, backoffFactor = 2, maxInterval = 128_000, jitter = true } = policy;
  const pause = Math.min(maxInterval, initialInterval * backoffFactor ** (attempts - 1));
  return jitter ? pause + Math.random() * 1000 : pause;
}

/** @returns whether the time passed; not when the signal aborted */
function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      unlisten();
      resolve(true);
    }, ms);
    const unlisten = onAbort(signal, () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}

function warn(name: string, attempts: number, pause: number, error: unknown): void {
  const { name: own, constructor: kind } = Object(error) as Partial<Error> & { constructor: NamedKind };
  const errorName = own ?? kind.unminifiable_name ?? kind.name;
  console.log(
    `Retrying task "${name}" after ${pause.toFixed(2)}ms (attempt ${attempts}) after ${errorName}: ${String(error)}`,
  );
}

interface NamedKind {
  readonly name: string;
  readonly unminifiable_name?: string;
}

/** Answers of a server that would be the same next time. */
const FINAL_STATUSES = new Set([400, 401, 402, 403, 404, 405, 406, 407, 409]);

interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly status?: number | string;
  readonly response?: { readonly status?: number | string };
  readonly error?: { readonly code?: string };
}

/** Unless a policy says otherwise: not what was cancelled, what a node was told wrong, or what a server refused for good. */
function isWorthRetrying(error: unknown): boolean {
  const { name, message, code, status, response, error: details } = Object(error) as Failure;
  const text = String(message ?? '');
  if (text.startsWith('Cancel') || text.startsWith('AbortError') || name === 'AbortError') return false;
  if (name === 'GraphValueError' || code === 'ECONNABORTED') return false;
  const answered = response?.status ?? status;
  return !(answered && FINAL_STATUSES.has(Number(answered))) && details?.code !== 'insufficient_quota';
}
