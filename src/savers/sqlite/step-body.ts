/** What a checkpoint says, as one text: the tasks that follow, what changed, and now and then where every channel was set last. */
import { createHash } from 'node:crypto';
import { DamagedValueError, type ValueCodec } from '../../base/index.ts';
import { idOf, storedId, type StoredId } from './stored-text.ts';
import { EMPTY, Unfolded, type ChannelChange, type PlannedTask } from '../../engine/index.ts';

/** How a change tells what its channel holds. */
export type Form = 'whole' | 'empty' | 'tail' | 'writes' | 'content' | 'unfolded';

/** In stored text a form is its place in this list. */
const FORMS: readonly Form[] = ['whole', 'empty', 'tail', 'writes', 'content', 'unfolded'];

export interface StoredChange {
  readonly channel: string;
  readonly form: Form;
  /** `whole`: the value. `tail`: what follows the items before. `writes`: what was written since. `content`: the hash of a text. `unfolded`: a pair of a value and what was written since. */
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
  if (value instanceof Unfolded) {
    const text = codec.encode([value.base, value.writes], channel);
    return { channel, form: 'unfolded', text, before: undefined, content: undefined };
  }
  if (value === EMPTY) return { channel, form: 'empty', text: '0', before: undefined, content: undefined };
  if (added !== undefined) {
    const text = codec.encode(added.data, channel);
    return { channel, form: added.form, text, before: added.before, content: undefined };
  }
  const text = codec.encode(value, channel);
  if (text.length < SHARED_FROM) return { channel, form: 'whole', text, before: undefined, content: undefined };
  const hash = createHash('sha256').update(text).digest('base64url');
  return { channel, form: 'content', text: JSON.stringify(hash), before: undefined, content: { hash, text } };
}

export function encodeBody(
  next: readonly PlannedTask[],
  changes: readonly EncodedChange[],
  index: ReadonlyMap<string, string> | undefined,
  codec: ValueCodec,
): string {
  const tasks = next.map(({ node, sent, input, timeout }) => {
    if (!sent) return node;
    return timeout === undefined ? [node, input] : [node, input, timeout];
  });
  const told = changes.map(({ channel, form, text, before }) => {
    const head = `${JSON.stringify(channel)},${FORMS.indexOf(form)},${text}`;
    return before === undefined ? `[${head}]` : `[${head},${JSON.stringify(storedId(before))}]`;
  });
  const parts = [codec.encode(tasks, 'next'), `[${told.join(',')}]`];
  if (index !== undefined) parts.push(JSON.stringify([...index].flatMap(([channel, id]) => [channel, storedId(id)])));
  return `[${parts.join(',')}]`;
}

/** @throws DamagedValueError */
export function decodeBody(text: string, codec: ValueCodec): StepBody {
  const parts = codec.decode(text);
  if (!Array.isArray(parts)) throw new DamagedValueError('is no checkpoint');
  const [tasks, changes, index] = parts as [unknown[], [string, number, unknown, StoredId?][], StoredId[]?];
  return {
    next: tasks.map((task) => {
      if (typeof task === 'string') return { node: task, sent: false, input: undefined };
      const [node, input, timeout] = task as [string, unknown, PlannedTask['timeout']];
      return { node, sent: true, input, ...(timeout !== undefined && { timeout }) };
    }),
    changes: changes.map(([channel, form, data, before]) => ({
      channel,
      form: FORMS[form] ?? 'empty',
      data,
      before: before === undefined ? undefined : idOf(before),
    })),
    index: index && new Map(pairs(index)),
  };
}

function pairs(flat: readonly StoredId[]): [string, string][] {
  return flat.flatMap((key, place) =>
    place % 2 === 0 ? [[String(key), idOf(flat[place + 1] ?? '')] as [string, string]] : [],
  );
}
