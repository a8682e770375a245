/** A checkpoint as callers see it. */
import { openThread, valuesOf } from './open-thread.ts';
import type { Plan } from './plan.ts';
import type { Checkpoint, CheckpointSource, Interrupt, Saver, TaskRecord } from './saver.ts';
import { childKey, subplanOf } from './subplans.ts';
import { taskId } from './task-record.ts';

/** A task that a checkpoint left to run. */
export interface ThreadTask {
  readonly id: string;
  readonly node: string;
  /** Whether it has run; its writes are applied once all tasks beside it have run too. */
  readonly done: boolean;
  /** What it waits for. */
  readonly interrupts: readonly Interrupt[];
  /** Where the node is kept, if it is a subgraph. */
  readonly namespace: string | undefined;
  /** Where the subgraph stands, if it has begun and this was asked for. */
  readonly state: ThreadState<unknown> | undefined;
}

/** Which part of a thread. */
export interface StateOptions {
  /** An id that `history` tells; the newest if absent. */
  readonly checkpoint?: string | undefined;
  /** A subgraph, as the `namespace` of a task tells; the graph itself if absent. */
  readonly namespace?: string | undefined;
}

/** Where a thread stands, or stood. */
export interface ThreadState<State> {
  readonly threadId: string;
  /** Path of subgraphs, `''` for the graph itself. */
  readonly namespace: string;
  /** To be given as `checkpoint` to go on from here. */
  readonly checkpoint: string;
  /** The checkpoint before. */
  readonly parent: string | undefined;
  readonly step: number;
  readonly source: CheckpointSource;
  readonly values: State;
  /** Names of the nodes that run next; empty once the graph has come to its end. */
  readonly next: readonly string[];
  readonly tasks: readonly ThreadTask[];
  /** What the thread waits for, of all tasks. */
  readonly interrupts: readonly Interrupt[];
}

/** @throws CheckpointError if the graph does not have a channel that the checkpoint has */
export function threadState<State>(plan: Plan<State>, saved: Checkpoint): ThreadState<State> {
  const records = new Map(saved.records.map((record) => [record.task, record]));
  const tasks = saved.next.map((_, place) => threadTask(plan, saved, records, place));
  return {
    threadId: saved.thread,
    namespace: saved.namespace,
    checkpoint: saved.id,
    parent: saved.parent,
    step: saved.step,
    source: saved.source,
    // The plan vouches for the type: its channels gave State its shape.
    values: { ...valuesOf(plan, saved).output } as State,
    next: tasks.filter(({ done }) => !done).map(({ node }) => node),
    tasks,
    interrupts: tasks.flatMap(({ interrupts }) => interrupts),
  };
}

function threadTask(
  plan: Plan,
  saved: Checkpoint,
  records: ReadonlyMap<string, TaskRecord>,
  place: number,
): ThreadTask {
  const id = taskId(saved, place);
  const node = saved.next[place]?.node ?? '';
  const record = records.get(id);
  const child = subplanOf(plan, node);
  return {
    id,
    node,
    done: record?.done !== undefined,
    interrupts: record?.interrupts ?? [],
    namespace:
      child === undefined || child.persistence === 'none'
        ? undefined
        : childKey(saved, node, id, child.persistence === 'own').namespace,
    state: undefined,
  };
}

/** The same with the states of subgraphs, on all levels. */
export async function withSubgraphs<State>(
  plan: Plan<State>,
  saver: Saver,
  state: ThreadState<State>,
): Promise<ThreadState<State>> {
  const tasks = state.tasks.map(async (task): Promise<ThreadTask> => {
    const child = subplanOf(plan, task.node);
    if (child === undefined || task.namespace === undefined) return task;
    const key = { thread: state.threadId, namespace: task.namespace };
    const { saved } = await openThread(saver, key, undefined);
    if (saved === undefined) return task;
    return { ...task, state: await withSubgraphs(child.plan, saver, threadState(child.plan, saved)) };
  });
  return { ...state, tasks: await Promise.all(tasks) };
}
