/** Runs a subgraph within the run of the graph around it. */
import { PauseSignal } from './interrupt.ts';
import { Journal } from './journal.ts';
import { openThread, type OpenThread } from './open-thread.ts';
import { ParentDelivery } from './parent-command.ts';
import type { Plan } from './plan.ts';
import { runToEnd } from './run-loop.ts';
import type { Run } from './run.ts';
import { StopControl } from './stop-control.ts';
import { progressAfter } from './run-progress.ts';
import { recordAnswers, restoreTasks } from './task-record.ts';
import { childKey, type SubgraphPersistence } from './subplans.ts';
import type { Task } from './task.ts';

/** The task that a subgraph runs as. */
export interface ChildPlace {
  readonly run: Run;
  readonly task: Task;
}

/**
 * @returns what both graphs have of the subgraph's final state, or the commands that one of its nodes had for the graph around it
 * @throws PauseSignal if the subgraph waits for an answer; what its nodes throw
 */
export async function runChild(
  plan: Plan,
  persistence: SubgraphPersistence,
  { run: parent, task }: ChildPlace,
  input: unknown,
): Promise<unknown> {
  const stop = new StopControl(task.runtime.signal);
  try {
    const journal = persistence === 'none' ? undefined : journalOf(parent, task, persistence, stop);
    const opened = journal && (await openThread(journal.saver, journal.key, undefined));
    const run = childRun(plan, { parent, task, stop, journal, saved: opened?.saved, input });
    if (opened?.saved !== undefined) goOn(run, task, persistence, opened.saved);
    await runToEnd(run);
    if (run.pausedBy !== undefined) {
      task.interrupts = run.pausedBy;
      task.paused = true;
      throw new PauseSignal(task.node);
    }
    return shared(run.values.output, parent.plan);
  } catch (error) {
    if (error instanceof ParentDelivery) return error.commands;
    throw error;
  } finally {
    stop.release();
  }
}

/** Absent where the graph around it is not kept either. */
function journalOf(
  { journal }: Run,
  { id, node }: Task,
  persistence: 'inherited' | 'own',
  stop: StopControl,
): Journal | undefined {
  if (!(journal instanceof Journal) || id === undefined) return undefined;
  const key = childKey(journal.key, node, id, persistence === 'own');
  return new Journal(journal.saver, key, journal.durability, stop);
}

interface Child {
  readonly parent: Run;
  readonly task: Task;
  readonly stop: StopControl;
  readonly journal: Journal | undefined;
  readonly saved: OpenThread['saved'];
  readonly input: unknown;
}

function childRun(plan: Plan, { parent, task, stop, journal, saved, input }: Child): Run {
  const sink = parent.sink?.within(task.node);
  journal?.startAt({ parent: saved?.id, newest: saved?.id });
  return {
    ...parent,
    plan,
    input: task.sent ? input : shared(input as Readonly<Record<string, unknown>>, { keys: plan.inputs }),
    hooks: parent.hooks?.nested(),
    sink,
    emit: sink?.custom ?? (() => {}),
    journal,
    breakpoints: undefined,
    stop,
    ...progressAfter(plan, saved),
  };
}

/** A task that runs again goes on with what its subgraph left; otherwise one that is kept on its own takes the new input. */
function goOn(run: Run, task: Task, persistence: SubgraphPersistence, saved: NonNullable<OpenThread['saved']>): void {
  if (persistence === 'own' && !(task.restored && saved.next.length > 0)) return;
  run.firstStep = saved.step;
  const tasks = restoreTasks(run, saved);
  recordAnswers(run, tasks, saved);
  run.restored = tasks;
}

function shared(
  state: Readonly<Record<string, unknown>>,
  { keys }: { readonly keys: ReadonlyMap<string, number> },
): Readonly<Record<string, unknown>> {
  const both: Record<string, unknown> = {};
  for (const key of keys.keys()) if (Object.hasOwn(state, key)) both[key] = state[key];
  return both;
}
