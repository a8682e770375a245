/** The end of a run that waits. */
import { applyWrites } from '../../../src/engine/internal.ts';
import { inWriteOrder } from './task-order.ts';
import type { PregelRun } from './pregel-run.ts';
import type { PregelSink } from './pregel-sink.ts';
import { asTaskWrites } from './begin-anew.ts';
import { writesAny } from './channel-output.ts';

/**
 * Tells what the run waits for. Its caller sees the state with the writes of the tasks that have ended, which the thread
 * takes once those beside them have ended too.
 */
export function settlePause(run: PregelRun, sink: PregelSink): void {
  const { engineRun, program } = run;
  sink.flush();
  if (engineRun.pausedBy === undefined || run.nested) return;
  const frames = run.tasks.map((task) => run.frameOf(task)).filter(({ writes }) => writes.length > 0);
  if (engineRun.waiting > 0 && frames.length > 0) {
    for (const frame of frames) {
      const { writes, errands } = asTaskWrites(run, frame.writes);
      frame.task.writes = writes;
      frame.task.errands = errands;
    }
    engineRun.values.adopt(applyWrites(program.plan, engineRun.values, inWriteOrder(frames.map(({ task }) => task))));
    if (frames.some(({ writes }) => writesAny(writes, run.outputKeys))) sink.values();
  }
  sink.pauses();
}
