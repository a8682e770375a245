/** A checkpoint of a thread with all that is needed to go on from it. */
import {
  EMPTY,
  type Checkpoint,
  type CheckpointSource,
  type PlannedTask,
  type TaskRecord,
  type ThreadKey,
} from '../engine/index.ts';
import { CheckpointImage, compareVersions } from './checkpoint-v4.ts';
import {
  SENDS_CHANNEL,
  START_CHANNEL,
  type PendingWrite,
  type StoredMetadata,
  type StoredTuple,
} from './langchain-contract.ts';
import { nextTasks, storedTasks, type StoredTask } from './next-tasks.ts';
import type { StoredForm } from './stored-form.ts';
import { recordsOf } from './writes-v4.ts';

/** Where a graph's checkpoints lie. */
export interface Place {
  /** As the engine has it. */
  readonly key: ThreadKey;
  /** As LangGraph has it. */
  readonly namespace: string;
  /** See {@link StoredMetadata.parents}. */
  readonly parents: Readonly<Record<string, string>>;
  readonly form: StoredForm;
  /** Whether a node is a subgraph. */
  isSubgraph(this: void, node: string): boolean;
}

export interface StoredPoint {
  readonly id: string;
  readonly image: CheckpointImage;
  readonly metadata: StoredMetadata;
  readonly next: readonly PlannedTask[];
  readonly tasks: readonly StoredTask[];
  /** The checkpoint before, as the store has it. */
  parent: string | undefined;
  /** How far numbers of super-steps are ahead of the engine's. */
  readonly shift: number;
  /** Whether the store has it, or was told to. */
  stored: boolean;
  /** Whether it was read, so that a run that goes on from it resumes. */
  readonly loaded: boolean;
}

/** @param tuple as a saver gave it; nothing of it is kept that the saver may change */
export function pointOf({ form, namespace }: Place, tuple: StoredTuple): StoredPoint {
  const { id } = tuple.checkpoint;
  const image = CheckpointImage.of(tuple.checkpoint);
  const { source = 'loop', step = 0, parents = {} } = tuple.metadata ?? {};
  const parent = tuple.parentConfig?.configurable?.checkpoint_id;
  const next = nextTasks(form, image);
  return {
    id,
    image,
    metadata: { source, step, parents },
    next,
    tasks: storedTasks(form, image, next, { namespace, checkpoint: id, step }),
    // A run that ends where it began may store its checkpoint anew.
    parent: parent === id ? undefined : parent,
    shift: 0,
    stored: true,
    loaded: true,
  };
}

/** Whether it holds an input that was not taken yet: to the engine that is no checkpoint. */
export function isUntakenInput({ image, metadata }: StoredPoint): boolean {
  return metadata.source === 'input' && image.values.has(START_CHANNEL);
}

/** Whether it is the one after such a checkpoint. */
export function followsInput({ image, metadata }: StoredPoint): boolean {
  const started = image.versionOf(START_CHANNEL);
  const newest = image.newest;
  return (
    metadata.source === 'loop' &&
    started !== undefined &&
    newest !== undefined &&
    compareVersions(started, newest) === 0 &&
    image.knows(START_CHANNEL)
  );
}

/**
 * @param pending what the store has of its tasks
 * @param isPast  whether the thread went on from it: there the engine keeps nothing of a task that was alone
 */
export function engineCheckpoint(
  place: Place,
  point: StoredPoint,
  pending: readonly PendingWrite[],
  isPast: boolean,
): Checkpoint {
  const { id, next, tasks, metadata } = point;
  const { key, form } = place;
  const tells = isPast && tasks.length === 1 ? ({ done }: TaskRecord) => done === undefined : () => true;
  const source: CheckpointSource = followsInput(point) ? 'input' : metadata.source;
  const pairs = tasks.map((task, at) => ({
    task,
    id: engineTask(key, id, at),
    isSubgraph: place.isSubgraph(task.node),
  }));
  return {
    ...key,
    id,
    parent: point.parent,
    step: metadata.step,
    source,
    next,
    values: heldValues(form, point),
    records: recordsOf(form, pairs, pending).filter(tells),
  };
}

function heldValues(form: StoredForm, { image }: StoredPoint): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [channel, stored] of image.values) {
    if (channel === START_CHANNEL || channel === SENDS_CHANNEL || form.isBranch(channel)) continue;
    const jammed = form.isJammed(channel, stored) && !opens(form, image, channel);
    const held = jammed ? form.jammed : form.toHeld(channel, stored);
    if (held !== EMPTY) values.set(channel, held);
  }
  return values;
}

function opens(form: StoredForm, image: CheckpointImage, channel: string): boolean {
  const subscribers = form.plan.channels[form.plan.slots.get(channel) ?? -1]?.subscribers ?? [];
  return subscribers.some((index) => image.isNewTo(form.plan.nodes[index]?.name ?? '', channel));
}

/** The engine's id of the task at `at` among those that a checkpoint left to run. */
function engineTask({ namespace }: ThreadKey, checkpoint: string, at: number): string {
  return namespace === '' ? `${checkpoint}.${at}` : `${namespace}|${checkpoint}.${at}`;
}

/** The place in the engine's id of a task. */
export function placeOfTask(task: string): number {
  return Number(task.slice(task.lastIndexOf('.') + 1));
}
