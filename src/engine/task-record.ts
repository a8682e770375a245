/** Tasks as a checkpoint keeps them, and back. */
import { CheckpointError } from '../base/index.ts';
import type { Plan } from './plan.ts';
import type { Run } from './run.ts';
import type { Checkpoint, PlannedTask, TaskRecord, TaskResult } from './saver.ts';
import { inputOf } from './select-tasks.ts';
import { subplanOf } from './subplans.ts';
import { Task } from './task.ts';

export function planned(tasks: readonly Task[]): PlannedTask[] {
  return tasks.map(({ node, sent, input, timeout }) => ({ node, sent, input: sent ? input : undefined, timeout }));
}

export function recordOf({ plan }: Run, task: Task): TaskRecord {
  const done: TaskResult | undefined = task.complete
    ? {
        writes: task.writes.map(({ slot, value }) => ({ channel: plan.channels[slot]?.name ?? '', value })),
        chosen: task.chosen.map((index) => plan.nodes[index]?.name ?? ''),
        sends: task.errands.map(({ node, ...sent }) => ({ node: node.name, ...sent })),
      }
    : undefined;
  return { task: task.id ?? '', done, answers: task.answers, interrupts: task.interrupts };
}

/** The id of the task at `place` among those that a checkpoint left to run. */
export function taskId({ namespace, id }: Pick<Checkpoint, 'namespace' | 'id'>, place: number): string {
  return namespace === '' ? `${id}.${place}` : `${namespace}|${id}.${place}`;
}

/**
 * The tasks that a checkpoint left to run; those that had ended, or wait for an answer, are settled already.
 *
 * @param run its values already those of the checkpoint
 * @throws CheckpointError `CHECKPOINT_MISMATCH` naming a node or channel that the graph does not have
 */
export function restoreTasks(run: Run, saved: Checkpoint): Task[] {
  const records = new Map(saved.records.map((record) => [record.task, record]));
  const alone = saved.next.length === 1;
  return saved.next.map(({ node, sent, input, timeout }, place) => {
    const planNode = nodeNamed(run.plan, node, saved);
    const task = new Task(run, planNode, sent ? input : inputOf(run, planNode), alone);
    task.sent = sent;
    task.timeout = timeout;
    task.restored = true;
    task.id = taskId(saved, place);
    const record = records.get(task.id);
    if (record !== undefined) takeRecord(run.plan, task, record, saved);
    if (task.interrupts.length > 0) takeAnswers(run, task);
    return task;
  });
}

/** A node has one question at a time; those of a subgraph, and of its error handler, are answered where they are asked again. */
function takeAnswers(run: Run, task: Task): void {
  const answered = task.interrupts.find(({ id }) => run.answers.has(id));
  if (answered === undefined) {
    task.phase = 'settled';
    run.waiting++;
    return;
  }
  if (!isSubgraph(run, task)) task.answers = [...task.answers, run.answers.get(answered.id)];
  task.interrupts = [];
}

/**
 * Stores the answers that tasks are about to run with, so that they need not be given twice; of a subgraph that it waits no longer, so
 * that it runs again should it fail.
 */
export function recordAnswers(run: Run, tasks: readonly Task[], { records }: Checkpoint): void {
  const waited = new Set(records.filter(({ interrupts }) => interrupts.length > 0).map(({ task }) => task));
  for (const task of tasks) {
    if (task.phase !== 'selected') continue;
    if (task.answers.length > 0 || waited.has(task.id ?? '')) run.journal?.record(run, task);
  }
}

/**
 * What is known of a task is told again with a new checkpoint. A subgraph that waits belongs to the old one: it begins anew, and asks
 * anew.
 */
export function carryOver(run: Run, task: Task): void {
  if (task.interrupts.length > 0 && isSubgraph(run, task)) {
    task.interrupts = [];
    task.phase = 'selected';
    run.waiting--;
  }
  if (task.complete || task.interrupts.length + task.answers.length > 0) run.journal?.record(run, task);
}

function isSubgraph({ plan }: Run, { node }: Task): boolean {
  return subplanOf(plan, node) !== undefined;
}

function takeRecord(plan: Plan, task: Task, { done, answers, interrupts }: TaskRecord, saved: Checkpoint): void {
  task.answers = answers;
  task.interrupts = interrupts;
  if (done === undefined) return;
  task.writes = done.writes.map(({ channel, value }) => ({ slot: slotNamed(plan, channel, saved), value }));
  task.chosen = done.chosen.map((name) => nodeNamed(plan, name, saved).index);
  task.errands = done.sends.map(({ node, ...sent }) => ({ node: nodeNamed(plan, node, saved), ...sent }));
  task.complete = true;
  task.phase = 'settled';
}

function nodeNamed(plan: Plan, name: string, saved: Checkpoint): Plan['nodes'][number] {
  const node = plan.nodes[plan.indices.get(name) ?? -1];
  if (node === undefined) throw mismatch('node', name, saved);
  return node;
}

/** @throws CheckpointError `CHECKPOINT_MISMATCH` if the graph has no such channel */
export function slotNamed(plan: Plan, name: string, saved: Checkpoint): number {
  const slot = plan.slots.get(name);
  if (slot === undefined) throw mismatch('channel', name, saved);
  return slot;
}

function mismatch(kind: 'node' | 'channel', name: string, { thread, id }: Checkpoint): CheckpointError {
  return new CheckpointError(
    'CHECKPOINT_MISMATCH',
    `Checkpoint ${id} of thread "${thread}" needs the ${kind} "${name}", which the graph no longer has: give it back, or migrate the thread.`,
  );
}
