/** How a node is treated when it fails, dawdles or has been asked the same before. */
import { checkOption, isCount } from './check-option.ts';
import type { NodeRuntime } from './node-runtime.ts';

/** A node that fails is run again, with what the failed attempt did dropped. Aborts and pauses are never retried. */
export interface RetryPolicy {
  /** Milliseconds before the second attempt. Default 500. */
  readonly initialInterval?: number;
  /** By how much each wait is longer than the one before. Default 2. */
  readonly backoffFactor?: number;
  /** The longest wait, in milliseconds. Default 128,000. */
  readonly maxInterval?: number;
  /** Attempts in all, the first one included; an integer of at least 1. Default 3. */
  readonly maxAttempts?: number;
  /** Whether waits are shortened at random, to no less than half, so that many tasks do not come back together. Default `true`. */
  readonly jitter?: boolean;
  /** Which errors are worth another attempt. Default: all. What it throws fails the task. */
  readonly retryOn?: (error: unknown) => boolean;
}

/** Each attempt is bounded; a late one fails with a NodeTimeoutError, and `runtime.signal` aborts. */
export interface TimeoutPolicy {
  /** Milliseconds from the beginning of the attempt. */
  readonly run?: number;
  /** Milliseconds since the last sign of life: `runtime.heartbeat()` or `runtime.emit()`. */
  readonly idle?: number;
}

/** What a node returned for an input is returned again, without running it. Needs a `cache` in the engine's options. */
export interface CachePolicy {
  /** Tells inputs apart. Default: `JSON.stringify`. */
  key?(this: void, input: unknown): string;
  /** Milliseconds for which a result counts. Default: for good. */
  readonly ttl?: number;
}

/** What an error handler is told. */
export interface NodeFailure {
  readonly node: string;
  /** What the node threw last, unchanged. */
  readonly error: unknown;
}

interface Handling {
  // A method, so that a handler may ask for the input its node gets.
  handle(this: void, input: unknown, failure: NodeFailure, runtime: NodeRuntime): unknown;
}

/**
 * Stands in for a node that failed for good: what it returns counts as the node's result. What it throws fails the run.
 * It may `interrupt`: once there is an answer the node runs again, and then the handler if it fails again.
 */
export type ErrorHandler = Handling['handle'];

/** Each part optional; `false` refuses what the engine's options give to every node. */
export interface NodePolicies {
  readonly retry?: RetryPolicy | false | undefined;
  /** Milliseconds for the whole attempt, or more exactly. */
  readonly timeout?: number | TimeoutPolicy | false | undefined;
  readonly errorHandler?: ErrorHandler | false | undefined;
  readonly cache?: CachePolicy | false | undefined;
}

export const POLICIES: readonly (keyof NodePolicies)[] = ['retry', 'timeout', 'errorHandler', 'cache'];

/** Policies with every question answered. */
export interface EffectivePolicies {
  readonly retry: Required<RetryPolicy> | undefined;
  readonly timeout: TimeoutPolicy | undefined;
  readonly errorHandler: ErrorHandler | undefined;
  readonly cache: CachePolicy | undefined;
}

const RETRY: Required<RetryPolicy> = {
  initialInterval: 500,
  backoffFactor: 2,
  maxInterval: 128_000,
  maxAttempts: 3,
  jitter: true,
  retryOn: () => true,
};

/**
 * A node's own policies over those for every node, part by part.
 *
 * @returns nothing where there are none
 */
export function effectivePolicies(
  own: NodePolicies | undefined,
  defaults: NodePolicies | undefined,
): EffectivePolicies | undefined {
  if (own === undefined && defaults === undefined) return undefined;
  const part = <Key extends keyof NodePolicies>(key: Key): NodePolicies[Key] => own?.[key] ?? defaults?.[key];
  const [retry, timeout] = [part('retry'), part('timeout')];
  return {
    retry: retry ? { ...RETRY, ...retry } : undefined,
    timeout: typeof timeout === 'number' ? { run: timeout } : timeout || undefined,
    errorHandler: part('errorHandler') || undefined,
    cache: part('cache') || undefined,
  };
}

/**
 * @param owner whose policies they are, for the message
 * @throws InvalidConfigError for a figure that makes no sense
 */
export function checkPolicies(owner: string, policies: NodePolicies): void {
  const { retry = RETRY, timeout, errorHandler, cache } = effectivePolicies(policies, undefined) ?? {};
  const { maxAttempts, initialInterval, backoffFactor, maxInterval } = retry;
  const check = (option: string, value: unknown, isFine: boolean, remedy: string): void =>
    checkOption(`${owner} has ${option}`, value, isFine, remedy);
  check('retry.maxAttempts', maxAttempts, isCount(maxAttempts), 'an integer of at least 1');
  for (const [option, value] of Object.entries({ initialInterval, backoffFactor, maxInterval }))
    check(`retry.${option}`, value, value >= 0, 'a number of at least 0');
  for (const [option, value] of Object.entries({
    'timeout.run': timeout?.run,
    'timeout.idle': timeout?.idle,
    'cache.ttl': cache?.ttl,
  }))
    check(option, value, value === undefined || value > 0, 'more than 0 milliseconds');
  check('errorHandler', errorHandler, errorHandler === undefined || typeof errorHandler === 'function', 'a function');
}
