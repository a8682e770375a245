/** Threads as the server tells of them, and as callers know them. */
import type { RunnableConfig } from '@langchain/core/runnables';
import type { Checkpoint, ThreadState, ThreadTask } from '@langchain/langgraph-sdk';
import type { PregelTaskDescription, StateSnapshot } from '../pregel/pregel-options.ts';
import { malformed } from './remote-request-error.ts';

const POINT = ['thread_id', 'checkpoint_ns', 'checkpoint_id', 'checkpoint_map'] as const;

/** The checkpoint that a config names. */
export function checkpointOf(config: RunnableConfig | undefined): Checkpoint | undefined {
  const configurable = config?.configurable;
  if (configurable === undefined) return undefined;
  const named = POINT.filter((key) => configurable[key] !== undefined);
  if (named.length === 0) return undefined;
  return Object.fromEntries(named.map((key) => [key, configurable[key]])) as unknown as Checkpoint;
}

/** The config that names a checkpoint which was just written. */
export function configOf(checkpoint: Record<string, unknown>): RunnableConfig {
  const { thread_id, checkpoint_ns, checkpoint_id, checkpoint_map } = checkpoint;
  return { configurable: { thread_id, checkpoint_ns, checkpoint_id, checkpoint_map: checkpoint_map ?? {} } };
}

/** The config that names a checkpoint, as far as the server told of it. */
export function knownConfigOf(checkpoint: Partial<Checkpoint> | undefined): RunnableConfig {
  const configurable: Record<string, unknown> = {};
  for (const key of POINT) {
    const value = checkpoint?.[key];
    if (value !== undefined) configurable[key] = value;
  }
  const isPoint = POINT.some((key) => key !== 'thread_id' && checkpoint?.[key] !== undefined);
  if (isPoint) configurable.checkpoint_map = checkpoint?.checkpoint_map ?? {};
  return { configurable };
}

/** How a graph names checkpoints and graphs within; its own subclasses may see to that. */
export interface SnapshotNames {
  readonly config: (checkpoint: Partial<Checkpoint> | null | undefined) => RunnableConfig;
  readonly snapshot: (state: ThreadState, checkpoint: Partial<Checkpoint> | null | undefined) => StateSnapshot;
}

/** @throws RemoteRequestError (`REMOTE_ANSWER_MALFORMED`) if it is not the state of a thread */
export function snapshotOf(state: ThreadState, { config, snapshot }: SnapshotNames): StateSnapshot {
  if (typeof state !== 'object' || state === null || !Array.isArray(state.tasks))
    throw malformed('The server answered with what is not the state of a thread: it has no "tasks".');
  return {
    values: state.values,
    next: state.next ? [...state.next] : [],
    config: config(state.checkpoint),
    ...({
      metadata: state.metadata ? state.metadata : undefined,
      createdAt: state.created_at ?? undefined,
      parentConfig: state.parent_checkpoint ? config(state.parent_checkpoint) : undefined,
    } as Pick<StateSnapshot, 'metadata'>),
    tasks: state.tasks.map((task) => taskOf(task, { config, snapshot })),
  };
}

function taskOf(task: ThreadTask, { snapshot }: SnapshotNames): PregelTaskDescription {
  const { id, name, error, interrupts, state, checkpoint, result } = task;
  const within = state ? snapshot(state, checkpoint) : checkpoint ? { configurable: checkpoint } : undefined;
  return {
    id,
    name,
    error: error ? { message: error } : undefined,
    // The name that servers have for it.
    interrupts: interrupts.map(({ id: interrupt_id, ...rest }) => ({ interrupt_id, ...rest })),
    ...({ state: within } as Pick<PregelTaskDescription, 'state'>),
    result,
  };
}
