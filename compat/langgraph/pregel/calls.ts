/** Calls of `task()` within the tasks of a run: each runs once, whatever becomes of the task that made it. */
import { ERROR, RETURN } from '../reserved-names.ts';
import { isGraphBubbleUp } from '../errors/index.ts';
import { CallFrame } from './call-frame.ts';
import type { CallTask } from './call-task.ts';
import { perform } from './node-executor.ts';
import { performUnderPolicies } from './node-policies.ts';
import type { PregelRun } from './pregel-run.ts';
import type { PregelSink } from './pregel-sink.ts';
import type { TaskFrame } from './task-frame.ts';
import { turns } from './turns.ts';

/** Turns until a call may write what is told at once. */
const BEFORE_CUSTOM = 7;

/** Where calls are kept. */
export interface CallBooks {
  /** What a call has written, in this attempt at the run or an earlier one. */
  written(taskId: string): readonly (readonly [channel: string, value: unknown])[];
  recordFrame(frame: TaskFrame): void;
  failedFrame(frame: TaskFrame, error: unknown): void;
}

export function callsOf(
  run: PregelRun,
  sink: PregelSink,
  books: CallBooks | undefined,
): (frame: TaskFrame) => CallTask {
  return (caller) => (func, name, args, options) => {
    const { scratchpad } = caller;
    const frame = new CallFrame(caller, { run: func, name, args, options }, scratchpad.callCounter++);
    run.called.add(name);
    sink.taskBegins(frame);
    const known = books?.written(frame.id) ?? [];
    const returned = known.find(([channel]) => channel === RETURN);
    if (returned !== undefined) {
      frame.writes = [[RETURN, returned[1]]];
      sink.taskEnds(frame, true);
      return Promise.resolve(returned[1]);
    }
    return conduct(run, { sink, books }, frame);
  };
}

interface Listeners {
  readonly sink: PregelSink;
  readonly books: CallBooks | undefined;
}

async function conduct(run: PregelRun, { sink, books }: Listeners, frame: CallFrame): Promise<unknown> {
  if (frame.cachePolicy !== undefined) {
    await run.cache?.find([frame]);
    const cached = frame.known?.find(([channel]) => channel === RETURN);
    if (cached !== undefined) {
      frame.writes = [[RETURN, cached[1]]];
      sink.taskEnds(frame, true);
      return cached[1];
    }
  }
  // Calls that are made together are told together, and what ended before them, before any of them tells of itself.
  if (sink.asks('custom')) await turns(BEFORE_CUSTOM);
  try {
    await (frame.program.plain ? perform(frame) : performUnderPolicies(frame, perform));
  } catch (error) {
    if (run.engineRun.stop.stopped) throw error;
    books?.failedFrame(frame, error);
    if (isGraphBubbleUp(error)) throw error;
    sink.taskFails(frame, frame.writes.length > 0);
    frame.writes = [[ERROR, error]];
    throw error;
  }
  if (run.engineRun.stop.stopped) return frame.output;
  sink.callEnds(frame);
  books?.recordFrame(frame);
  run.cache?.keep(frame);
  return frame.output;
}
