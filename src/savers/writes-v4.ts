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
import { sentOf, storedPacket, type StoredPacket } from './stored-packet.ts';

/** Of a task that ended, asks or failed, or of a subgraph that waits no longer: as one that asks nothing. */
export function writesOf(form: StoredForm, { node, done, answers, interrupts, failed }: TaskReport): StoredWrite[] {
  const given: StoredWrite[] = answers.length === 0 ? [] : [[RESUME_CHANNEL, [...answers]]];
  if (failed !== undefined) return [...given, [ERROR_CHANNEL, describeError(failed.error)]];
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
    ...chosen.map((name): StoredWrite => [BRANCH_PREFIX + name, node]),
    ...sends.map((sent): StoredWrite => [SENDS_CHANNEL, storedPacket(sent)]),
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
  return withLooseAnswers(tasks, records, pending);
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
  const hasFailed = writes.some(([, channel]) => channel === ERROR_CHANNEL);
  const interrupts = asked
    .map((value) => interruptOf(task, value))
    .filter((question) => !isAnswered(question, id, given.length, hasFailed));
  return { task: id, done: undefined, answers: given, interrupts };
}

/** An id that LangGraph gives to the questions of a task. */
const HASH = /^[0-9a-f]{32}$/;

/** A question stays in the store when it is answered. The engine's tell their place; LangGraph's are answered if their task then failed. */
function isAnswered(question: Interrupt, task: string, given: number, hasFailed: boolean): boolean {
  const own = `${task}.`;
  if (question.id.startsWith(own)) return Number(question.id.slice(own.length)) < given;
  return hasFailed && given > 0 && HASH.test(question.id);
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
  const sends: TaskResult['sends'][number][] = [];
  for (const [, channel, value] of stored) {
    if (channel === NO_WRITES_CHANNEL) continue;
    if (channel === SENDS_CHANNEL) sends.push(sentOf(value as StoredPacket));
    else if (form.isBranch(channel)) {
      const to = channel.slice(BRANCH_PREFIX.length);
      // An edge writes nothing into the branch; who chooses it, a name.
      if (value !== null || !targets.includes(to)) chosen.push(to);
    } else writes.push({ channel, value: form.writeToHeld(channel, value) });
  }
  return { writes, chosen, sends };
}

/**
 * An answer is stored on its own first, and with the task that took it later. In between it is for the task whose question it names, or
 * else for the only one that waits; where several do nobody knows whose it is, and they ask again.
 */
function withLooseAnswers(
  tasks: readonly TaskPair[],
  records: readonly TaskRecord[],
  pending: readonly PendingWrite[],
): TaskRecord[] {
  const subgraphs = new Set(tasks.filter(({ isSubgraph }) => isSubgraph).map(({ id }) => id));
  const loose = pending.filter(([, channel]) => channel === RESUME_CHANNEL);
  const unnamed = loose.find(([task]) => task === NULL_TASK);
  const isTaken = records.some(({ answers }) => answers.length > 0 && isDeepStrictEqual(answers.at(-1), unnamed?.[2]));
  const waits = ({ task, interrupts }: TaskRecord): boolean => interrupts.length > 0 && !subgraphs.has(task);
  const isAlone = records.filter(({ interrupts }) => interrupts.length > 0).length === 1;
  return records.map((record) => {
    if (!waits(record)) return record;
    const named = loose.find(([task]) => task === record.interrupts[0]?.id)?.[2];
    if (Array.isArray(named) && named.length > record.answers.length) return answered(record, named.at(-1));
    return unnamed !== undefined && !isTaken && isAlone ? answered(record, unnamed[2]) : record;
  });
}

function answered(record: TaskRecord, answer: unknown): TaskRecord {
  return { ...record, answers: [...record.answers, answer], interrupts: [] };
}
