/** Runs a node under its policies. */
import type { TaskFrame } from './task-frame.ts';

export async function performUnderPolicies(
  frame: TaskFrame,
  perform: (frame: TaskFrame) => void | Promise<void>,
): Promise<void> {
  await perform(frame);
}
