/** Tells what was appended to a list since it was stored. */
import type { ValueCodec } from '../../../base/index.ts';
import { hashOf } from '../stored-text.ts';

/** Text of a list between its brackets, by its length and what it hashes to. */
export interface TextPrint {
  readonly length: number;
  readonly hash: string;
}

/** A list as this process has stored or read it, and the row that ends it. */
export interface SeenList {
  readonly value: number;
  readonly items: readonly unknown[];
  /** Text of the last items, which programs may have changed in place. */
  readonly end: string;
  /** Of the whole; absent where the whole was never a text here. */
  readonly print: TextPrint | undefined;
}

/** Shorter lists are stored whole. */
export const LONG_LIST = 8;

const END_ITEMS = 4;

export function seeList(
  value: number,
  list: readonly unknown[],
  text: string | undefined,
  codec: ValueCodec,
): SeenList {
  return { value, items: list.slice(), end: endOf(list, codec), print: text === undefined ? undefined : printOf(text) };
}

/**
 * By the identity of the items, which saves the text of the whole. Only of texts, numbers and LangChain's messages: other objects are often
 * changed in place.
 *
 * @returns what follows the items that were seen; `undefined` where it cannot be told
 */
export function appendedItems(
  seen: SeenList,
  list: readonly unknown[],
  codec: ValueCodec,
): readonly unknown[] | undefined {
  const { items } = seen;
  if (list.length < items.length) return undefined;
  for (let place = 0; place < items.length; place++) {
    const item = list[place];
    if (!Object.is(item, items[place]) || !isLasting(item)) return undefined;
  }
  return endOf(items, codec) === seen.end ? list.slice(items.length) : undefined;
}

/** @returns text of the list of what follows; `undefined` where the list begins with something else. */
export function appendedText(before: TextPrint | string, text: string): string | undefined {
  const { length } = before;
  const next = text[1 + length];
  if (next === undefined || length === 0) return undefined;
  const isMore = next === ',';
  if (!isMore && (next !== ']' || text.length !== length + 2)) return undefined;
  const isSame =
    typeof before === 'string' ? text.startsWith(before, 1) : hashOf(text.slice(1, 1 + length)) === before.hash;
  if (!isSame) return undefined;
  return isMore ? `[${text.slice(2 + length)}` : '[]';
}

/** Text of one list from those of its parts. */
export function joinedText(parts: readonly string[]): string {
  return `[${innerText(parts)}]`;
}

/** The same without its brackets. */
export function innerText(parts: readonly string[]): string {
  return parts.map((part) => part.slice(1, -1)).join(',');
}

function endOf(list: readonly unknown[], codec: ValueCodec): string {
  return codec.encode(list.slice(-END_ITEMS));
}

function printOf(text: string): TextPrint {
  return { length: text.length - 2, hash: hashOf(text.slice(1, -1)) };
}

/** Messages are replaced, not changed; a hole is no `undefined`. */
function isLasting(item: unknown): boolean {
  if (item === undefined) return false;
  return typeof item !== 'object' || item === null || 'lc_namespace' in item;
}
