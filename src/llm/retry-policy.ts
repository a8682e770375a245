/** Whether a failed call is made again, and when. Pure. */
import { LLMError } from '../base/index.ts';

/** How far a call may go before it is given up. */
export interface CallLimits {
  /** How often a request is sent again that failed before anything of its answer came. */
  readonly maxRetries: number;
  /** Milliseconds from the first attempt on within which another one may begin; a server that asks to wait longer is not asked again. */
  readonly retryBudget: number;
  /** How often an answer that broke off is begun again, after a `reset` event. */
  readonly maxRestarts: number;
  /** Milliseconds to wait for the next chunk of an answer that has begun. */
  readonly idleTimeout: number | undefined;
  /** Milliseconds for the whole call, its retries included. */
  readonly totalTimeout: number | undefined;
}

/** One attempt, for a call that says nothing of it. */
export const ONE_ATTEMPT: CallLimits = {
  maxRetries: 0,
  retryBudget: 0,
  maxRestarts: 0,
  idleTimeout: undefined,
  totalTimeout: undefined,
};

const FIRST_DELAY = 500;
const LONGEST_DELAY = 8_000;
/** Share of what a server asked for that is waited on top, so that its clients do not come back all at once. */
const SPREAD = 0.1;

/** What is known when an attempt has failed. */
export interface FailedAttempt {
  readonly error: unknown;
  /** How many attempts of this sort there were before, the first call not counted. */
  readonly made: number;
  /** How many there may be. */
  readonly allowed: number;
  /** Milliseconds since the first call. */
  readonly elapsed: number;
  readonly budget: number;
}

/**
 * Milliseconds to wait before the next attempt: what the server asked for, otherwise twice as long each time, with jitter.
 *
 * @param random from 0 to 1
 * @returns `undefined` where there is to be none
 */
export function retryDelay(
  { error, made, allowed, elapsed, budget }: FailedAttempt,
  random: number,
): number | undefined {
  if (made >= allowed || !LLMError.is(error) || !(error as LLMError).retryable) return undefined;
  const { retryAfter } = error as LLMError;
  const delay =
    retryAfter === undefined
      ? Math.min(FIRST_DELAY * 2 ** made, LONGEST_DELAY) * (0.5 + random / 2)
      : retryAfter * (1 + SPREAD * random);
  return elapsed + delay > budget ? undefined : delay;
}
