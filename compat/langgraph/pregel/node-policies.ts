/** Runs a task under its policies. */
import { performRetried, type Attempt } from './retry-node.ts';
import type { TaskFrame } from './task-frame.ts';
import { performInTime } from './timed-attempt.ts';

/** @throws what the last attempt threw */
export function performUnderPolicies(frame: TaskFrame, perform: Attempt): void | Promise<void> {
  const { retryPolicy, timeout } = frame;
  const attempt: Attempt = timeout === undefined ? perform : (again) => performInTime(again, timeout, perform);
  return retryPolicy === undefined ? attempt(frame) : performRetried(frame, retryPolicy, attempt);
}
