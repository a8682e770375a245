/** Asks a task's conditional edges where to go. */
import { InvalidUpdateError } from '../base/index.ts';
import { applyWrites } from './apply-writes.ts';
import { isPromiseLike } from './is-promise-like.ts';
import { describeValue, listNames } from './describe-value.ts';
import { NOWHERE, type Plan, type PlanRouter } from './plan.ts';
import type { Run } from './run.ts';
import { isSend, type Send } from './send.ts';
import type { Errand, Task } from './task.ts';

/** The questions put to one task's conditional edges, and the answers so far. */
interface Inquiry {
  readonly run: Run;
  readonly task: Task;
  readonly state: unknown;
  readonly chosen: number[];
  readonly errands: Errand[];
}

/**
 * Fills `task.chosen` and `task.errands`. The conditional edges read the state with the task's own writes applied, and nobody else's.
 *
 * @returns a promise only where an edge does
 */
export function routeTask(run: Run, task: Task): void | Promise<void> {
  return ask({ run, task, state: stateAfter(run, task), chosen: [], errands: [] }, 0);
}

function ask(inquiry: Inquiry, from: number): void | Promise<void> {
  const { task } = inquiry;
  for (const [place, router] of task.planNode.routers.entries()) {
    if (place < from) continue;
    const answer = router.route(inquiry.state, task.runtime);
    if (isPromiseLike(answer)) return askOn(inquiry, router, answer, place + 1);
    take(inquiry, router, answer);
  }
  task.chosen = inquiry.chosen;
  task.errands = inquiry.errands;
}

async function askOn(inquiry: Inquiry, router: PlanRouter, answer: PromiseLike<unknown>, from: number): Promise<void> {
  const settled = await answer;
  if (inquiry.run.stop.stopped) return;
  take(inquiry, router, settled);
  await ask(inquiry, from);
}

/** A task that is alone in its super-step may show its writes at once: nobody else is reading. */
function stateAfter(run: Run, task: Task): unknown {
  const changes = applyWrites(run.plan, run.values.held, [task]);
  if (!task.alone) return run.values.viewWith(changes);
  task.changes = changes;
  run.values.show(changes);
  return run.values.view;
}

function take({ run, task, chosen, errands }: Inquiry, router: PlanRouter, answer: unknown): void {
  for (const part of Array.isArray(answer) ? (answer as unknown[]) : [answer]) {
    if (isSend(part)) errands.push(errandOf(run.plan, task, part));
    else {
      const index = typeof part === 'string' ? router.targets.get(part) : undefined;
      if (index === undefined) throw badAnswer(task, part, router.targets.keys());
      if (index !== NOWHERE) chosen.push(index);
    }
  }
}

function errandOf(plan: Plan, task: Task, sent: Send): Errand {
  const node = plan.nodes[plan.indices.get(sent.node) ?? NOWHERE];
  if (node === undefined) throw badAnswer(task, sent.node, plan.indices.keys());
  return { node, input: sent.input };
}

function badAnswer(task: Task, answer: unknown, known: Iterable<string>): InvalidUpdateError {
  const shown = typeof answer === 'string' ? `"${answer}"` : describeValue(answer);
  return new InvalidUpdateError(
    'INVALID_ROUTE',
    `A conditional edge from "${task.node}" answered ${shown}, which leads nowhere: answer one of ${listNames(known)}.`,
  );
}
