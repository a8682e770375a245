/** Tasks that had ended before their super-step began. */
import { asTaskWrites } from './begin-anew.ts';
import type { TaskFrame } from './task-frame.ts';

/** Takes the writes that the frame has for what its task came to. */
export function settleTask({ run, task, writes: known }: TaskFrame): void {
  const { writes, errands } = asTaskWrites(run, known);
  task.writes = writes;
  task.errands = errands;
  task.complete = true;
  task.phase = 'settled';
}
