/** The contract by which `task()` starts a call within the task that is running. */
import type { CachePolicy, RetryPolicy, TimeoutPolicy } from './policies.ts';

export interface CallOptions {
  readonly retry?: RetryPolicy | undefined;
  readonly cache?: CachePolicy | undefined;
  readonly timeout?: TimeoutPolicy | undefined;
}

/** @returns what the function comes to, now or when an earlier attempt at the run had it come to that */
export type CallTask = (
  run: (...args: unknown[]) => unknown,
  name: string,
  args: readonly unknown[],
  options: CallOptions,
) => Promise<unknown>;
