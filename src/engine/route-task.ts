/** Asks a task's conditional edges where to go. */
import { InvalidUpdateError } from '../base/index.ts';
import { foldWrites } from './apply-writes.ts';
import { describeValue, listNames } from './describe-value.ts';
import { goTo, type Astray, type Itinerary } from './destinations.ts';
import { isPromiseLike } from './is-promise-like.ts';
import type { PlanRouter } from './plan.ts';
import type { Run } from './run.ts';
import type { Task } from './task.ts';

/** The questions put to one task's conditional edges, and the answers so far. */
interface Inquiry extends Itinerary {
  readonly run: Run;
  readonly task: Task;
  readonly state: unknown;
}

/**
 * Adds to `task.chosen` and `task.errands`. The conditional edges read the state with the task's own writes applied, and nobody else's.
 *
 * @returns a promise only where an edge does
 */
export function routeTask(run: Run, task: Task): void | Promise<void> {
  const { chosen, errands } = task;
  return ask({ run, task, state: stateAfter(run, task), chosen: [...chosen], errands: [...errands], signals: [] }, 0);
}

function ask(inquiry: Inquiry, from: number): void | Promise<void> {
  const { task } = inquiry;
  for (const [place, router] of task.planNode.routers.entries()) {
    if (place < from) continue;
    const answer = router.route(inquiry.state, task.runtime);
    if (isPromiseLike(answer)) return askOn(inquiry, router, answer, place + 1);
    take(inquiry, router, answer);
  }
  conclude(inquiry);
}

async function askOn(inquiry: Inquiry, router: PlanRouter, answer: PromiseLike<unknown>, from: number): Promise<void> {
  const settled = await answer;
  if (inquiry.run.stop.stopped) return;
  take(inquiry, router, settled);
  await ask(inquiry, from);
}

function conclude({ task, chosen, errands, signals }: Inquiry): void {
  task.chosen = chosen;
  task.errands = errands;
  if (signals.length === 0) return;
  task.writes = [...task.writes, ...signals];
  task.changes = undefined;
}

/** A task that is alone in its super-step may show its writes at once: nobody else is reading. */
function stateAfter(run: Run, task: Task): unknown {
  const changes = foldWrites(run.plan, run.values, [task]);
  if (!task.alone) return run.values.viewWith(changes);
  task.changes = changes;
  run.values.show(changes);
  return run.values.view;
}

function take(inquiry: Inquiry, router: PlanRouter, answer: unknown): void {
  const astray = goTo(inquiry.run.plan, inquiry, answer, router);
  if (astray !== undefined) throw badRoute(`A conditional edge from "${inquiry.task.node}" answered`, astray);
}

/** @param speaker who named the destination, and a verb */
export function badRoute(speaker: string, { answer, known }: Astray): InvalidUpdateError {
  const shown = typeof answer === 'string' ? `"${answer}"` : describeValue(answer);
  return new InvalidUpdateError(
    'INVALID_ROUTE',
    `${speaker} ${shown}, which leads nowhere: answer one of ${listNames(known)}.`,
  );
}
