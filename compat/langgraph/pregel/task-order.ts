/** LangGraph's order: what was sent starts first, and its writes are applied last. */
import type { Task, TaskOrder } from '../../../src/engine/internal.ts';

export const upstreamOrder: TaskOrder = {
  start(tasks) {
    // The engine has what was sent at the end.
    const pulled = tasks.findIndex(({ sent }) => sent);
    return pulled <= 0 ? tasks : [...tasks.slice(pulled), ...tasks.slice(0, pulled)];
  },
  write: inWriteOrder,
};

/** The tasks of a super-step in the order in which their writes are applied, whatever the order in which they started. */
export function inWriteOrder(tasks: readonly Task[]): readonly Task[] {
  for (let place = 1; place < tasks.length; place++)
    if (writesAfter(tasks[place - 1] as Task, tasks[place] as Task) > 0) return tasks.toSorted(writesAfter);
  return tasks;
}

function writesAfter(a: Task, b: Task): number {
  if (a.sent !== b.sent) return a.sent ? 1 : -1;
  return a.sent ? a.place - b.place : a.planNode.index - b.planNode.index;
}
