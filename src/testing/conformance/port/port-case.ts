/** What cases of the engine's saver port are made of. */
import {
  Unfolded,
  type ChannelChange,
  type Checkpoint,
  type Commit,
  type PlannedTask,
  type Saver,
  type TaskRecord,
  type ThreadKey,
} from '../../../engine/index.ts';
import { same } from '../check.ts';
import type { CaseOf } from '../conformance-case.ts';

/** What a case has to work with. */
export interface PortContext {
  /** Keeps nothing yet. */
  readonly saver: Saver;
  /** Whether every value must come back as it was, or be refused. */
  readonly exactValues: boolean;
}

export type PortCase = CaseOf<PortContext>;

export const KEY: ThreadKey = { thread: 't', namespace: '' };

export function keyOf(thread: string, namespace = ''): ThreadKey {
  return { thread, namespace };
}

export function commitOf(id: string, parent: string | undefined, changed: readonly ChannelChange[]): Commit {
  return { ...KEY, id, parent, step: Number(id), source: parent === undefined ? 'input' : 'loop', changed, next: [] };
}

export function set(channel: string, value: unknown): ChannelChange {
  return { channel, value };
}

/** What a list came to hold, with what was appended to it. */
export function append(channel: string, value: readonly unknown[], ...writes: readonly unknown[]): ChannelChange {
  return { channel, value, writes };
}

/** A list as the engine makes it. */
export function folded(value: unknown): unknown {
  return value instanceof Unfolded ? [...(value.base as readonly unknown[]), ...value.writes] : value;
}

/** Two tasks that records belong to. */
export const planned: readonly PlannedTask[] = [
  { node: 'n', sent: false, input: undefined },
  { node: 'n', sent: true, input: 1 },
];

/** Of the first of them, as the engine calls it. */
export function taskOf({ namespace }: ThreadKey, checkpoint = '1'): string {
  return `${namespace === '' ? '' : `${namespace}|`}${checkpoint}.0`;
}

export function recordOf(value: unknown, task = taskOf(KEY)): TaskRecord {
  const done = { writes: [set('a', value)], chosen: [], sends: [{ node: 'n', input: value }] };
  return { task, done, answers: [], interrupts: [] };
}

export async function listed(saver: Saver, key: ThreadKey = KEY): Promise<Checkpoint[]> {
  const all: Checkpoint[] = [];
  for await (const checkpoint of saver.history(key)) all.push(checkpoint);
  return all;
}

export async function idsOf(saver: Saver, key: ThreadKey = KEY): Promise<string[]> {
  return (await listed(saver, key)).map(({ id }) => id);
}

/** Channel → value, by own properties alone. */
function valuesOf(checkpoint: Checkpoint | undefined): unknown {
  return checkpoint && Object.fromEntries(checkpoint.values);
}

export async function sameValues(saver: Saver, id: string | undefined, expected: unknown): Promise<void> {
  same(`what checkpoint ${id ?? '(newest)'} holds`, valuesOf(await saver.load(KEY, id)), expected);
}

/** Why a saver need not notice that it was overtaken, if so. */
export function unfenced({ capabilities }: Saver, run: Saver): string | undefined {
  // Such a run speaks for a store of somebody else.
  const fenced = capabilities?.fencing ?? !('report' in run);
  return fenced ? undefined : 'the saver does not claim `capabilities.fencing`';
}
