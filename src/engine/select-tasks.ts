/** Which tasks run next. Pure. */
import { EMPTY } from './channel.ts';
import { readable, type Changes } from './channel-values.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { Run } from './run.ts';
import { readOnly } from './state-view.ts';
import { Task, type EndedTask, type Errand } from './task.ts';

const NONE: readonly number[] = [];

/**
 * The tasks that follow from the super-step that just ended: first the nodes that edges lead to and those that changed channels
 * trigger, each once, in the order the graph declares them; then what was sent, in the order of the sending tasks.
 *
 * @param run     the run, its `step` already that of the tasks to make
 * @param ended   the tasks of the last super-step
 * @param changes what that step made of the channels, already adopted
 */
export function selectTasks(run: Run, ended: readonly EndedTask[], changes: Changes): Task[] {
  const errands = errandsOf(ended);
  const indices = successors(run.plan, ended, changes);
  const alone = indices.length + errands.length === 1;
  const tasks: Task[] = [];
  for (const index of indices) {
    const node = run.plan.nodes[index];
    if (node !== undefined) tasks.push(new Task(run, node, inputOf(run, node), alone));
  }
  for (const [place, { node, input, timeout }] of errands.entries()) {
    const task = new Task(run, node, input, alone);
    task.sent = true;
    task.place = place;
    task.timeout = timeout;
    tasks.push(task);
  }
  return run.plan.order?.start(tasks) ?? tasks;
}

/** What a node gets that was not sent anything. */
export function inputOf(run: Run, { input }: PlanNode): unknown {
  if (input === undefined) return run.values.view;
  return input.kind === 'value' ? run.values.read(input.slot) : readOnly(run.values.pick(input.slots));
}

/** Whether a super-step is the last one, as far as channels that wait for that are concerned. */
export function nothingFollows(plan: Plan, ended: readonly EndedTask[], changes: Changes): boolean {
  return (plan.order ?? !errandsOf(ended).length) && successors(plan, ended, changes).length === 0;
}

/** Indices of the nodes that edges lead to. */
export function reachedByEdges(ended: readonly EndedTask[]): Set<number> {
  const reached = new Set<number>();
  for (const task of ended) {
    for (const index of task.planNode.targets) reached.add(index);
    for (const index of task.chosen) reached.add(index);
  }
  return reached;
}

/** Indices of the nodes to run, ascending, each once. */
function successors(plan: Plan, ended: readonly EndedTask[], changes: Changes): readonly number[] {
  const triggered = plan.triggered ? triggeredBy(plan, changes) : NONE;
  const [first] = ended;
  if (first !== undefined && ended.length === 1 && first.chosen.length + triggered.length === 0)
    return first.planNode.targets;
  const reached = reachedByEdges(ended);
  for (const index of triggered) reached.add(index);
  return reached.size < 2 ? [...reached] : [...reached].sort((a, b) => a - b);
}

function triggeredBy(plan: Plan, changes: Changes): readonly number[] {
  const triggered: number[] = [];
  for (const [slot, held] of changes) {
    const channel = plan.channels[slot];
    if (channel === undefined || channel.subscribers.length === 0 || readable(channel, held) === EMPTY) continue;
    triggered.push(...channel.subscribers);
  }
  return triggered;
}

function errandsOf(ended: readonly EndedTask[]): readonly Errand[] {
  return ended.length === 1 ? (ended[0]?.errands ?? []) : ended.flatMap((task) => task.errands);
}
