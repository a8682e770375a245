/** Writes into a thread from outside, as a super-step that no node ran. */
import { applyWrites, foldWrites } from './apply-writes.ts';
import { notANode } from './breakpoints.ts';
import type { Changes } from './channel-values.ts';
import { takeResult } from './execute-task.ts';
import { END, START, type Plan, type PlanNode } from './plan.ts';
import { openTasks } from './run-loop.ts';
import type { Run } from './run.ts';
import { selectTasks } from './select-tasks.ts';
import { carryOver } from './task-record.ts';
import { Task } from './task.ts';

/** One write from outside. */
export interface StateUpdate<Update = unknown> {
  /** Values for channels. */
  readonly update: Update | null | undefined;
  /**
   * The node that the update counts as written by: its edges then tell what runs next, in place of what would have run.
   * START as if it were an input, END to have nothing run. Without it what runs next, or waits, stays.
   */
  readonly asNode?: string | undefined;
}

/**
 * Commits the updates of one super-step.
 *
 * @param run  at the checkpoint to go on from, with a journal
 * @param kept the tasks that this checkpoint left to run
 * @returns the tasks that the new checkpoint leaves to run
 * @throws InvalidConfigError for a node that does not exist; InvalidUpdateError for an update the graph cannot take
 */
export async function applyUpdates(
  run: Run,
  updates: readonly StateUpdate[],
  kept: readonly Task[],
): Promise<readonly Task[]> {
  const alone = updates.length === 1;
  const tasks = updates.map(({ asNode }) => new Task(run, writerOf(run.plan, asNode), undefined, alone));
  for (const [place, task] of tasks.entries()) takeResult(run, task, updates[place]?.update);
  if (run.open > 0) await openTasks(run, 0);
  run.stop.throwIfStopped();
  const moves = updates.some(({ asNode }) => asNode !== undefined);
  const changes = moves ? applyWrites(run.plan, run.values, tasks) : writtenOnly(run, tasks);
  run.values.adopt(changes);
  run.step++;
  const next = moves ? selectTasks(run, tasks, changes) : kept;
  run.journal?.commit(run, { source: 'update', ended: tasks, changes, next });
  if (!moves) for (const task of next) carryOver(run, task);
  return next;
}

/** Nothing else happens to the channels, because the super-step that is next stays the same one. */
function writtenOnly(run: Run, tasks: readonly Task[]): Changes {
  const written = new Set(tasks.flatMap(({ writes }) => writes.map(({ slot }) => slot)));
  return new Map([...foldWrites(run.plan, run.values, tasks)].filter(([slot]) => written.has(slot)));
}

function writerOf(plan: Plan, asNode: string | undefined): PlanNode {
  if (asNode === START) return plan.start;
  if (asNode === undefined || asNode === END) {
    return { ...plan.start, name: 'updateState', targets: [], routers: [], signals: [] };
  }
  const node = plan.nodes[plan.indices.get(asNode) ?? -1];
  if (node !== undefined) return node;
  throw notANode(plan, 'asNode is', asNode);
}
