/** What became of a task, as the writes that LangGraph stores of it, and back. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { ChannelChange, Interrupt, TaskRecord, TaskReport, TaskResult } from '../engine/index.ts';
import {
  BRANCH_PREFIX,
  ERROR_CHANNEL,
  INTERRUPT_CHANNEL,
  NO_WRITES_CHANNEL,
  NULL_TASK,
  RESUME_CHANNEL,
  SENDS_CHANNEL,
  START_CHANNEL,
  type PendingWrite,
  type StoredWrite,
} from './langchain-contract.ts';
import type { StoredTask } from './next-tasks.ts';
import type { StoredForm } from './stored-form.ts';

/** Of a task that ended, asks or failed. */
export function writesOf(form: StoredForm, { node, done, answers, interrupts, failed }: TaskReport): StoredWrite[] {
  if (failed !== undefined) return [[ERROR_CHANNEL, describeError(failed.error)]];
  const given: StoredWrite[] = answers.length === 0 ? [] : [[RESUME_CHANNEL, [...answers]]];
  if (done !== undefined) return [...given, ...resultWrites(form, node, done)];
  const asked = interrupts.map(({ id, value }) => ({ id, value }));
  // A saver keeps one write of this channel for each task.
  return [[INTERRUPT_CHANNEL, asked.length === 1 ? asked[0] : asked], ...given];
}

function resultWrites(form: StoredForm, node: string, { writes, chosen, sends }: TaskResult): StoredWrite[] {
  const targets = targetsOf(form, node);
  const stored = writes
    .filter(({ channel }) => form.isTracked(channel))
    .map(({ channel, value }): StoredWrite => [channel, form.writeToStored(channel, value)]);
  const all: StoredWrite[] = [
    ...stored.filter(([channel]) => form.isVisible(channel)),
    ...targets.map((target): StoredWrite => [BRANCH_PREFIX + target, null]),
    ...stored.filter(([channel]) => !form.isVisible(channel)),
    ...chosen.filter((name) => !targets.includes(name)).map((name): StoredWrite => [BRANCH_PREFIX + name, node]),
    ...sends.map(({ node: to, input }): StoredWrite => [SENDS_CHANNEL, { lg_name: 'Send', node: to, args: input }]),
  ];
  return all.length === 0 ? [[NO_WRITES_CHANNEL, null]] : all;
}

/** The nodes that a node's edges lead to. */
export function targetsOf({ plan }: StoredForm, node: string): string[] {
  const planNode = node === START_CHANNEL ? plan.start : plan.nodes[plan.indices.get(node) ?? -1];
  return (planNode?.targets ?? []).map((index) => plan.nodes[index]?.name ?? '');
}

function describeError(error: unknown): { readonly message: string; readonly name: string } {
  return error instanceof Error
    ? { message: error.message, name: error.name }
    : { message: String(error), name: 'Error' };
}

/** A task of the engine beside the one it is in the store. */
export interface TaskPair {
  readonly task: StoredTask;
  /** Its id in the engine. */
  readonly id: string;
  /** Whether it is a subgraph, which takes answers by itself. */
  readonly isSubgraph: boolean;
}

/** What is known of each task; nothing of those that have not run. */
export function recordsOf(
  form: StoredForm,
  tasks: readonly TaskPair[],
  pending: readonly PendingWrite[],
): TaskRecord[] {
  const records = tasks.flatMap((pair) => recordOf(form, pair, pending) ?? []);
  return withLooseAnswer(tasks, records, pending);
}

function recordOf(form: StoredForm, { task, id }: TaskPair, pending: readonly PendingWrite[]): TaskRecord | undefined {
  const writes = pending.filter(([owner]) => owner === task.id);
  const result = writes.filter(([, channel]) => !MARKS.has(channel));
  const answers = writes.findLast(([, channel]) => channel === RESUME_CHANNEL)?.[2] ?? [];
  const given = Array.isArray(answers) ? answers : [answers];
  if (result.length > 0) {
    return { task: id, done: resultOf(form, task.node, result), answers: given, interrupts: [] };
  }
  const asked = writes.filter(([, channel]) => channel === INTERRUPT_CHANNEL).flatMap(([, , value]) => value);
  if (asked.length + given.length === 0) return undefined;
  return { task: id, done: undefined, answers: given, interrupts: asked.map((value) => interruptOf(task, value)) };
}

const MARKS = new Set([ERROR_CHANNEL, INTERRUPT_CHANNEL, RESUME_CHANNEL, '__error_source_node__', '__scheduled__']);

function interruptOf({ id, node }: StoredTask, asked: unknown): Interrupt {
  const { id: own, value } = asked as { readonly id?: unknown; readonly value?: unknown };
  return { id: typeof own === 'string' ? own : id, node, value };
}

function resultOf(form: StoredForm, node: string, stored: readonly PendingWrite[]): TaskResult {
  const targets = targetsOf(form, node);
  const writes: ChannelChange[] = [];
  const chosen: string[] = [];
  const sends: { node: string; input: unknown }[] = [];
  for (const [, channel, value] of stored) {
    if (channel === NO_WRITES_CHANNEL) continue;
    if (channel === SENDS_CHANNEL) {
      const { node: to, args } = value as { readonly node: string; readonly args: unknown };
      sends.push({ node: to, input: args });
    } else if (form.isBranch(channel)) {
      const to = channel.slice(BRANCH_PREFIX.length);
      if (!targets.includes(to)) chosen.push(to);
    } else writes.push({ channel, value: form.writeToHeld(channel, value) });
  }
  return { writes, chosen, sends };
}

/**
 * An answer is stored on its own first, and with the task that took it later. In between it is for the only task that waits; where several
 * do nobody knows whose it is, and they ask again.
 */
function withLooseAnswer(
  tasks: readonly TaskPair[],
  records: TaskRecord[],
  pending: readonly PendingWrite[],
): TaskRecord[] {
  const loose = pending.find(([task, channel]) => task === NULL_TASK && channel === RESUME_CHANNEL);
  if (loose === undefined) return records;
  const taken = records.some(({ answers }) => answers.length > 0 && isDeepStrictEqual(answers.at(-1), loose[2]));
  const waiting = records.filter(({ interrupts }) => interrupts.length > 0);
  const [only] = waiting;
  const isSubgraph = tasks.some(({ id, isSubgraph: sub }) => id === only?.task && sub);
  if (taken || only === undefined || waiting.length > 1 || isSubgraph) return records;
  const answered = { ...only, answers: [...only.answers, loose[2]], interrupts: [] };
  return records.map((record) => (record === only ? answered : record));
}
