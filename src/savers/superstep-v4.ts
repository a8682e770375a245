/** What a commit of the engine makes of the checkpoint before it, whose image is written on. */
import { isDeepStrictEqual } from 'node:util';
import type { Commit, PlannedTask, TaskReport } from '../engine/index.ts';
import { CheckpointImage } from './checkpoint-v4.ts';
import {
  BRANCH_PREFIX,
  INPUT_READER,
  INTERRUPT_CHANNEL,
  SENDS_CHANNEL,
  START_CHANNEL,
  type Version,
} from './langchain-contract.ts';
import { nextTasks, sendsOf, triggerOf, type StoredTask } from './next-tasks.ts';
import type { StoredForm } from './stored-form.ts';
import { storedPacket } from './stored-packet.ts';
import { targetsOf } from './writes-v4.ts';

export interface Superstep {
  readonly form: StoredForm;
  readonly commit: Commit;
  /** Absent in a new thread. */
  readonly before: { readonly image: CheckpointImage; readonly tasks: readonly StoredTask[] } | undefined;
  /** What the tasks did that led to the commit. */
  readonly reports: readonly TaskReport[];
  /** Whether the run goes on from where another one left. */
  readonly resumes: boolean;
  nextVersion(this: void, current: Version | undefined): Version;
}

/** The checkpoint that holds an input which was not taken yet. */
export function inputCheckpoint({ form, commit, before, reports, nextVersion }: Superstep): CheckpointImage {
  const image = before?.image ?? newThread(form);
  // What was left to run is dropped, as if it had run and written nothing.
  const { version } = consume(form, image, before?.tasks ?? [], nextVersion);
  if (before !== undefined && before.tasks.length > 0) clearBranches(form, image, version);
  const writes = reports.flatMap(({ done }) => done?.writes ?? []);
  const input = writes.filter(({ channel }) => form.isVisible(channel) && form.isTracked(channel));
  const stored = input.map(({ channel, value }) => [channel, form.writeToStored(channel, value)] as const);
  image.values.set(START_CHANNEL, Object.fromEntries(stored));
  image.bump(START_CHANNEL, version);
  image.note(INPUT_READER);
  // A join that was open has been emptied by now, unless the input writes it.
  for (const { channel, value } of commit.changed) {
    if (before !== undefined && form.isConsumed(channel)) store(form, image, channel, value);
  }
  return image;
}

/** The checkpoint after that, in which the input was taken. */
export function afterInput(input: CheckpointImage, step: Superstep): CheckpointImage {
  const image = input.copy();
  image.see(START_CHANNEL, START_CHANNEL);
  image.values.delete(START_CHANNEL);
  const version = step.nextVersion(image.newest);
  image.bump(START_CHANNEL, version);
  return settle(image, step, { version, consumed: new Set() });
}

/** The checkpoint of any other commit. */
export function afterSuperstep(step: Superstep): CheckpointImage {
  const { form, commit, before, resumes, nextVersion } = step;
  const image = before?.image ?? newThread(form);
  if (resumes) noteResume(image);
  const ran = commit.source === 'loop' ? (before?.tasks ?? []) : [];
  return settle(image, step, consume(form, image, ran, nextVersion));
}

/** A breakpoint does not stop a run again for what was there when it went on. */
export function noteResume(image: CheckpointImage): void {
  image.seeAll(INTERRUPT_CHANNEL);
}

function newThread(form: StoredForm): CheckpointImage {
  return new CheckpointImage(form.initialValues().set(SENDS_CHANNEL, []));
}

interface Bump {
  /** Of whatever changes from here on. */
  readonly version: Version;
  /** Channels that have a version of their own already. */
  readonly consumed: ReadonlySet<string>;
}

/** Notes what the tasks ran for, and empties the joins that made them run. */
function consume(
  form: StoredForm,
  image: CheckpointImage,
  tasks: readonly StoredTask[],
  nextVersion: Superstep['nextVersion'],
): Bump {
  const consumed = new Set<string>();
  for (const { node, trigger } of tasks) {
    image.see(node, trigger);
    if (form.isConsumed(trigger)) consumed.add(trigger);
  }
  const version = nextVersion(image.newest);
  if (consumed.size === 0) return { version, consumed };
  for (const channel of consumed) image.bump(channel, version);
  return { version: nextVersion(version), consumed };
}

/** Takes what changed, and what runs next. */
function settle(image: CheckpointImage, step: Superstep, { version, consumed }: Bump): CheckpointImage {
  const { form, commit, before, reports } = step;
  const written = new Set(reports.flatMap(({ done }) => done?.writes.map(({ channel }) => channel) ?? []));
  for (const { channel, value } of commit.changed) {
    const earlier = image.values.get(channel);
    store(form, image, channel, value);
    // A join that is told a name once more stays as it was.
    const isSame = form.isJoin(channel) && isDeepStrictEqual(earlier, image.values.get(channel));
    if (isSame && !consumed.has(channel)) continue;
    // A new thread's commit also tells of what its channels began with.
    const isChange = (before !== undefined && !consumed.has(channel)) || reports.length === 0;
    if (written.has(channel) || isChange) image.bump(channel, version);
  }
  const moves = commit.source === 'input' || commit.source === 'loop';
  if (moves) clearBranches(form, image, version);
  leadToNodes(image, step, version);
  if (!moves) dropOthers(form, image, commit.next, version);
  const sends = commit.next.filter(({ sent }) => sent);
  const earlier = sendsOf(image).length;
  if (sends.length !== earlier || (moves && sends.length > 0)) image.bump(SENDS_CHANNEL, version);
  image.values.set(SENDS_CHANNEL, sends.map(storedPacket));
  return image;
}

function store(form: StoredForm, image: CheckpointImage, channel: string, held: unknown): void {
  const stored = form.toStored(channel, held);
  // `undefined` may be held like any other value.
  if (stored === undefined && held !== undefined) image.values.delete(channel);
  else image.values.set(channel, stored);
}

/** Branches live for one super-step. */
function clearBranches(form: StoredForm, image: CheckpointImage, version: Version): void {
  for (const channel of image.values.keys()) {
    if (!form.isBranch(channel)) continue;
    image.values.delete(channel);
    image.bump(channel, version);
  }
  if (sendsOf(image).length > 0) {
    image.values.set(SENDS_CHANNEL, []);
    image.bump(SENDS_CHANNEL, version);
  }
}

function leadToNodes(image: CheckpointImage, { form, commit, reports }: Superstep, version: Version): void {
  /** Node → what its branch holds: who chose it, or nothing. */
  const reached = new Map<string, unknown>();
  for (const { node, done } of reports) {
    for (const target of targetsOf(form, node)) reached.set(target, null);
    for (const name of done?.chosen ?? []) reached.set(name, node);
  }
  for (const { node, sent } of commit.next) {
    if (sent || (!reached.has(node) && triggerOf(form, image, node) !== undefined)) continue;
    const channel = BRANCH_PREFIX + node;
    image.values.set(channel, form.branchTo(node, reached.get(node) ?? null));
    image.bump(channel, version);
  }
  if (form.plan.lossyJoins) for (const { channel, value } of commit.changed) jam(form, image, channel, value);
}

/** What never opens again must not make anything run. */
function jam(form: StoredForm, image: CheckpointImage, channel: string, held: unknown): void {
  if (held !== form.jammed) return;
  const subscribers = form.plan.channels[form.plan.slots.get(channel) ?? -1]?.subscribers ?? [];
  for (const index of subscribers) image.see(form.plan.nodes[index]?.name ?? '', channel);
}

/** An update from outside may take away what would have run. */
function dropOthers(form: StoredForm, image: CheckpointImage, next: readonly PlannedTask[], version: Version): void {
  const wanted = new Set(next.filter(({ sent }) => !sent).map(({ node }) => node));
  for (const { node, sent } of nextTasks(form, image)) {
    if (sent || wanted.has(node)) continue;
    const trigger = triggerOf(form, image, node) ?? BRANCH_PREFIX + node;
    image.see(node, trigger);
    if (!form.isBranch(trigger)) continue;
    image.values.delete(trigger);
    image.bump(trigger, version);
  }
}
