/** The tasks that a checkpoint leaves to run, as LangGraph works them out. Pure. */
import type { PlannedTask } from '../engine/index.ts';
import type { CheckpointImage } from './checkpoint-v4.ts';
import { BRANCH_PREFIX, SENDS_CHANNEL, START_CHANNEL } from './langchain-contract.ts';
import type { StoredForm } from './stored-form.ts';
import { sentOf, type StoredPacket } from './stored-packet.ts';
import { uuid5 } from './uuid.ts';

const PULL = '__pregel_pull';
const PUSH = '__pregel_push';

export interface StoredTask {
  readonly id: string;
  readonly node: string;
  /** The channel that makes it run; for one that was sent none that has versions. */
  readonly trigger: string;
}

/** What the ids of tasks depend on. */
export interface TaskPlace {
  /** As LangGraph has it. */
  readonly namespace: string;
  readonly checkpoint: string;
  /** Number of the super-step that led to the checkpoint. */
  readonly step: number;
}

/** First the nodes that channels make run, in the order of the graph, then what was sent: the order of the engine. */
export function nextTasks(form: StoredForm, image: CheckpointImage): PlannedTask[] {
  const nodes = new Set(form.plan.nodes.map(({ name }) => name));
  // A node that the graph no longer has: the engine says so.
  for (const channel of image.values.keys()) {
    if (form.isBranch(channel)) nodes.add(channel.slice(BRANCH_PREFIX.length));
  }
  const tasks: PlannedTask[] = [];
  for (const node of nodes) {
    if (triggerOf(form, image, node) !== undefined) tasks.push({ node, sent: false, input: undefined });
  }
  return [...tasks, ...sendsOf(image).map((packet) => ({ ...sentOf(packet), sent: true }))];
}

/** The tasks with their ids. */
export function storedTasks(
  form: StoredForm,
  image: CheckpointImage,
  next: readonly PlannedTask[],
  place: TaskPlace,
): StoredTask[] {
  let sends = 0;
  return next.map(({ node, sent }) => {
    if (sent) return new PlacedTask(place, node, PUSH, [PUSH, String(sends++)]);
    const trigger = triggerOf(form, image, node) ?? BRANCH_PREFIX + node;
    return new PlacedTask(place, node, trigger, [PULL, [trigger]]);
  });
}

/** An id is a hash: it is made when somebody asks for it. */
class PlacedTask implements StoredTask {
  readonly node: string;
  readonly trigger: string;
  readonly #place: TaskPlace;
  readonly #path: readonly unknown[];
  #id: string | undefined;

  constructor(place: TaskPlace, node: string, trigger: string, path: readonly unknown[]) {
    this.#place = place;
    this.node = node;
    this.trigger = trigger;
    this.#path = path;
  }

  get id(): string {
    return (this.#id ??= taskId(this.#place, this.node, this.#path));
  }
}

/** The task that takes the input. */
export function startTask(place: TaskPlace): StoredTask {
  return new PlacedTask(place, START_CHANNEL, START_CHANNEL, [PULL, [START_CHANNEL]]);
}

/** The channel that makes a node run, if one does. */
export function triggerOf(form: StoredForm, image: CheckpointImage, node: string): string | undefined {
  return form
    .triggersOf(node)
    .find((channel) => image.isNewTo(node, channel) && form.isReadable(channel, image.values.get(channel)));
}

export function sendsOf({ values }: CheckpointImage): readonly StoredPacket[] {
  const sends = values.get(SENDS_CHANNEL);
  return Array.isArray(sends) ? (sends as StoredPacket[]) : [];
}

function taskId({ namespace, checkpoint, step }: TaskPlace, node: string, path: readonly unknown[]): string {
  const own = namespace === '' ? node : `${namespace}|${node}`;
  return uuid5(JSON.stringify([own, String(step + 1), node, ...path]), checkpoint);
}
