/** What a checkpoint says, as one text: the tasks that follow, what changed, and now and then where every channel was set last. */
import { DamagedValueError, type ValueCodec } from '../../base/index.ts';
import type { GraphNames } from './graph-names.ts';
import { hashOf, idOf, storedId, type StoredId } from './stored-text.ts';
import { EMPTY, type ChannelChange, type PlannedTask } from '../../engine/index.ts';

/** How a change tells what its channel holds. */
export type Form = 'whole' | 'empty' | 'tail' | 'writes' | 'content';

/** In stored text a form is its place in this list. */
const FORMS: readonly Form[] = ['whole', 'empty', 'tail', 'writes', 'content'];

export interface StoredChange {
  readonly channel: string;
  readonly form: Form;
  /** `whole`: the value. `tail`: what follows the items before. `writes`: what was written since. `content`: the hash of a text. */
  readonly data: unknown;
  /** Of `tail` and `writes`: the checkpoint that set the channel before. */
  readonly before: string | undefined;
}

export interface StepBody {
  readonly next: readonly PlannedTask[];
  readonly changes: readonly StoredChange[];
  /** Channel → the checkpoint that set it last; of every channel that holds a value. */
  readonly index: ReadonlyMap<string, string> | undefined;
}

/** A change with its data as text. */
export interface EncodedChange {
  readonly channel: string;
  readonly form: Form;
  readonly text: string;
  readonly before: string | undefined;
  /** Of `content`. */
  readonly content: { readonly hash: string; readonly text: string } | undefined;
}

/** From this many characters on, equal values are stored once. */
const SHARED_FROM = 1_024;

/** @param added what of the value is stored, if not all of it */
export function encodeChange(
  { channel, value }: ChannelChange,
  added: { readonly form: 'tail' | 'writes'; readonly data: readonly unknown[]; readonly before: string } | undefined,
  codec: ValueCodec,
): EncodedChange {
  if (value === EMPTY) return { channel, form: 'empty', text: '0', before: undefined, content: undefined };
  if (added !== undefined) {
    const text = codec.encode(added.data, channel);
    return { channel, form: added.form, text, before: added.before, content: undefined };
  }
  const text = codec.encode(value, channel);
  if (text.length < SHARED_FROM) return { channel, form: 'whole', text, before: undefined, content: undefined };
  const hash = hashOf(text);
  return { channel, form: 'content', text: JSON.stringify(hash), before: undefined, content: { hash, text } };
}

/** What a body is made of. */
export interface SaidByStep {
  readonly next: readonly PlannedTask[];
  readonly changes: readonly EncodedChange[];
  /** Goes without saying where a change was before. */
  readonly parent: string | undefined;
  readonly index: ReadonlyMap<string, string> | undefined;
}

/** `[next, …changes, index]`, with numbers for names. @throws UnstorableValueError for the input of a task */
export function encodeBody({ next, changes, parent, index }: SaidByStep, names: GraphNames, codec: ValueCodec): string {
  const tasks = next.map((task) => encodeTask(task, names, codec));
  const parts = [next.length === 1 && next[0]?.sent === false ? `${tasks[0]}` : `[${tasks.join(',')}]`];
  for (const { channel, form, text, before } of changes) {
    const head = `${names.numberOf(channel)},${FORMS.indexOf(form)},${text}`;
    const isElsewhere = before !== undefined && before !== parent;
    parts.push(isElsewhere ? `[${head},${JSON.stringify(storedId(before))}]` : `[${head}]`);
  }
  if (index !== undefined) {
    const places = [...index].flatMap(([channel, id]) => [names.numberOf(channel), storedId(id)]);
    parts.push(JSON.stringify({ index: places }));
  }
  return `[${parts.join(',')}]`;
}

function encodeTask({ node, sent, input, timeout }: PlannedTask, names: GraphNames, codec: ValueCodec): string {
  const name = names.numberOf(node);
  if (!sent) return `${name}`;
  const given = [name, codec.encode(input, `input of ${node}`)];
  if (timeout !== undefined) given.push(codec.encode(timeout, `timeout of ${node}`));
  return `[${given.join(',')}]`;
}

type SaidChange = [name: number, form: number, data: unknown, before?: StoredId];
type SaidTask = number | [name: number, input: unknown, timeout?: PlannedTask['timeout']];

/** @throws DamagedValueError */
export function decodeBody(text: string, parent: string | undefined, names: GraphNames, codec: ValueCodec): StepBody {
  const said = codec.decode(text);
  if (!Array.isArray(said)) throw new DamagedValueError('is no checkpoint');
  const [tasks, ...parts] = said as [SaidTask | SaidTask[], ...(SaidChange | { readonly index: StoredId[] })[]];
  const last = parts.at(-1);
  const index = last === undefined || Array.isArray(last) ? undefined : last.index;
  return {
    next: (Array.isArray(tasks) ? (tasks as SaidTask[]) : [tasks]).map((task) => taskOf(task, names)),
    changes: parts.filter((part) => Array.isArray(part)).map((change) => changeOf(change, parent, names)),
    index: index && new Map(placesOf(index, names)),
  };
}

function taskOf(task: SaidTask, names: GraphNames): PlannedTask {
  if (typeof task === 'number') return { node: names.nameOf(task), sent: false, input: undefined };
  const [name, input, timeout] = task;
  return { node: names.nameOf(name), sent: true, input, ...(timeout !== undefined && { timeout }) };
}

function changeOf(
  [name, number, data, before]: SaidChange,
  parent: string | undefined,
  names: GraphNames,
): StoredChange {
  const form = FORMS[number];
  if (form === undefined) throw new DamagedValueError(`has a change of the form ${String(number)}`);
  const follows = form === 'tail' || form === 'writes';
  return {
    channel: names.nameOf(name),
    form,
    data,
    before: before === undefined ? (follows ? parent : undefined) : idOf(before),
  };
}

function placesOf(flat: readonly StoredId[], names: GraphNames): [string, string][] {
  return flat.flatMap((name, place) =>
    place % 2 === 0 ? [[names.nameOf(Number(name)), idOf(flat[place + 1] ?? '')] as [string, string]] : [],
  );
}
