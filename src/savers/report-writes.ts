/** Under which task, and as which writes, a report of the engine is stored. Pure. */
import type { TaskReport } from '../engine/index.ts';
import { ERROR_CHANNEL, INTERRUPT_CHANNEL, NULL_TASK, RESUME_CHANNEL, type StoredWrite } from './langchain-contract.ts';
import { placeOfTask, type Place, type StoredPoint } from './stored-point.ts';
import { writesOf } from './writes-v4.ts';

export interface ReportPlace {
  readonly place: Place;
  /** The one that the tasks run on. */
  readonly point: StoredPoint;
  /** The tasks that waited for an answer when the run began, with the ids of their questions. */
  readonly waiting: ReadonlyMap<string, string>;
}

export interface TaskWrites {
  readonly task: string;
  readonly writes: StoredWrite[];
}

/**
 * An answer is stored on its own, named after its question where there are several that it could be for. Those that a subgraph has are
 * of its error handler, and stay with it.
 */
export function writesOfReport({ place, point, waiting }: ReportPlace, report: TaskReport): TaskWrites {
  const id = point.tasks[placeOfTask(report.task)]?.id ?? '';
  if (!isAnswer(report) || place.isSubgraph(report.node)) return { task: id, writes: writesOf(place.form, report) };
  const { task, answers } = report;
  if (point.loaded && waiting.size === 1) return { task: NULL_TASK, writes: [[RESUME_CHANNEL, answers.at(-1)]] };
  const question = point.loaded ? waiting.get(task) : undefined;
  return { task: question ?? id, writes: [[RESUME_CHANNEL, [...answers]]] };
}

/** What is left to store of several reports, in their order; a task's latest one counts. */
export function writesOfReports(place: ReportPlace, reports: readonly TaskReport[]): TaskWrites[] {
  const held = new Map<string, StoredWrite[]>();
  for (const report of reports) {
    const { task, writes } = writesOfReport(place, report);
    // From now on the answer is stored with the task that took it.
    if (task !== NULL_TASK && writes.some(([channel]) => channel === RESUME_CHANNEL)) held.delete(NULL_TASK);
    const earlier = held.get(task)?.filter(([channel]) => channel === INTERRUPT_CHANNEL) ?? [];
    const failed = writes.some(([channel]) => channel === ERROR_CHANNEL);
    // A subgraph that fails after an answer waits no longer.
    held.set(task, failed ? [...earlier, ...writes] : writes);
  }
  return [...held].map(([task, writes]) => ({ task, writes }));
}

/** Whether the task is about to run with answers. */
export function isAnswer({ done, answers, interrupts, failed }: TaskReport): boolean {
  return done === undefined && failed === undefined && interrupts.length === 0 && answers.length > 0;
}
