/** Which tasks run next. Pure. */
import type { Run } from './run.ts';
import { Task, type Errand } from './task.ts';

/**
 * The tasks that follow from the super-step that just ended: first the nodes that edges lead to, each once, in the order the
 * graph declares them; then what was sent, in the order of the sending tasks.
 *
 * @param run   the run, its `step` already that of the tasks to make
 * @param ended the tasks of the last super-step
 */
export function selectTasks(run: Run, ended: readonly Task[]): Task[] {
  const errands = errandsOf(ended);
  const indices = successors(ended);
  const alone = indices.length + errands.length === 1;
  const tasks: Task[] = [];
  for (const index of indices) {
    const node = run.plan.nodes[index];
    if (node !== undefined) tasks.push(new Task(run, node, run.values.view, alone));
  }
  for (const { node, input } of errands) tasks.push(new Task(run, node, input, alone));
  return tasks;
}

/** Indices of the nodes that edges lead to, ascending, each once. */
function successors(ended: readonly Task[]): readonly number[] {
  const [first] = ended;
  if (first !== undefined && ended.length === 1 && first.chosen.length === 0) return first.planNode.targets;
  const reached = new Set<number>();
  for (const task of ended) {
    for (const index of task.planNode.targets) reached.add(index);
    for (const index of task.chosen) reached.add(index);
  }
  return reached.size < 2 ? [...reached] : [...reached].sort((a, b) => a - b);
}

function errandsOf(ended: readonly Task[]): readonly Errand[] {
  return ended.length === 1 ? (ended[0]?.errands ?? []) : ended.flatMap((task) => task.errands);
}
