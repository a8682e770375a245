/** What is done about a node that fails, dawdles or was asked the same before, in the shapes that callers give: types, which fit into records of whatever. */

export type RetryPolicy = {
  /** Milliseconds before the first retry. Default 500. */
  initialInterval?: number;
  /** By which each wait is longer than the one before. Default 2. */
  backoffFactor?: number;
  /** The longest wait, in milliseconds. Default 128,000. */
  maxInterval?: number;
  /** How often the node may run, the first time included. Default 3. */
  maxAttempts?: number;
  /** Whether up to a second of chance is added to each wait. Default true. */
  jitter?: boolean;
  /** Whether an error is worth another attempt. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a node may throw anything, and callers annotate what theirs throws
  retryOn?: (error: any) => boolean;
  /** Whether each retry prints a line on the console. Default true. */
  logWarning?: boolean;
};

export type CachePolicy = {
  /** Makes the key under which a result is kept of the list of what the node was given. Default: its JSON. */
  keyFunc?: (args: unknown[]) => string;
  /** How long a result is kept, in seconds. Default: for ever. */
  ttl?: number;
};

export type TimeoutPolicy = {
  /** How long one attempt may take, in milliseconds. */
  runTimeout?: number;
  /** How long it may show no sign of life, in milliseconds. */
  idleTimeout?: number;
  /** What counts as a sign of life: writes, streams, callbacks and calls too, or only `runtime.heartbeat()`. Default `auto`. */
  refreshOn?: 'auto' | 'heartbeat';
};

/**
 * @param value milliseconds for one attempt, or a policy
 * @returns the policy with its defaults; nothing where it limits nothing
 * @throws Error for a limit that is not a number above 0
 */
export function coerceTimeoutPolicy(value: number | TimeoutPolicy | null | undefined): TimeoutPolicy | undefined {
  if (value === undefined || value === null) return undefined;
  const { runTimeout, idleTimeout, refreshOn = 'auto' } = typeof value === 'number' ? { runTimeout: value } : value;
  if (refreshOn !== 'auto' && refreshOn !== 'heartbeat') throw new Error('refreshOn must be "auto" or "heartbeat"');
  const limits = { runTimeout: limit(runTimeout, 'runTimeout'), idleTimeout: limit(idleTimeout, 'idleTimeout') };
  if (limits.runTimeout === undefined && limits.idleTimeout === undefined) return undefined;
  return { ...limits, refreshOn };
}

function limit(value: number | null | undefined, field: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value > 0) return value;
  throw new Error(`${field} must be greater than 0`);
}
