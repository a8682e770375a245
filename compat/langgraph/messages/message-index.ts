import type { BaseMessage } from '@langchain/core/messages';

/**
 * Where each message of a list is, by id. Lists that only grew out of one another share one: a list of n messages has
 * the first n entries, so that a longer one costs no second index.
 */
export interface MessageIndex {
  readonly ids: (string | undefined)[];
  readonly places: Map<string, number>;
}

/** By list; nothing but lists of coerced messages, none of whose ids occurs twice. */
const indices = new WeakMap<readonly BaseMessage[], MessageIndex>();

/** The index of a list that was remembered and whose ids are still the same; messages may be changed in place. */
export function knownIndex(list: readonly BaseMessage[]): MessageIndex | undefined {
  const index = indices.get(list);
  if (!index || index.ids.length < list.length) return undefined;
  const { ids } = index;
  for (let i = 0; i < list.length; i += 1) if (list[i]?.id !== ids[i]) return undefined;
  return index;
}

/** Whether every message of the index has an id. */
export function isComplete(index: MessageIndex): boolean {
  return index.places.size === index.ids.length;
}

/** The indexed list with others behind it or, where the id is known, in place of its own. The new list is remembered. */
export function grown(held: BaseMessage[], added: readonly BaseMessage[], index: MessageIndex): BaseMessage[] {
  const [only] = added;
  if (added.length === 1 && isId(only?.id) && placeIn(index, held.length, only.id) === undefined) {
    const longer = held.concat(added);
    rememberGrown(longer, index, held.length);
    return longer;
  }
  const appended: BaseMessage[] = [];
  const replaced: [place: number, message: BaseMessage][] = [];
  const places = new Map<string, number>();
  for (const message of added) {
    const { id } = message;
    const place = isId(id) ? (placeIn(index, held.length, id) ?? places.get(id)) : undefined;
    if (place !== undefined) {
      replaced.push([place, message]);
      continue;
    }
    if (isId(id) && added.length > 1) places.set(id, held.length + appended.length);
    appended.push(message);
  }
  const list = held.concat(appended);
  for (const [place, message] of replaced) list[place] = message;
  rememberGrown(list, index, held.length);
  return list;
}

function placeIn(index: MessageIndex, length: number, id: string): number | undefined {
  const place = index.places.get(id);
  return place !== undefined && place < length ? place : undefined;
}

/** Remembers a list made of `base` messages of an indexed list and more behind them. */
function rememberGrown(list: BaseMessage[], index: MessageIndex, base: number): void {
  // Conditional edges read what a node writes before it is written: the second time the index has it.
  if (index.ids.length > base && hasGrownSo(index, list, base)) {
    indices.set(list, index);
    return;
  }
  // An index that has grown already, with another list, stays as it is.
  const shared = index.ids.length === base ? index : indexOf(index.ids.slice(0, base));
  if (!shared) return;
  for (let i = base; i < list.length; i += 1) {
    const id = list[i]?.id;
    shared.ids.push(id);
    if (isId(id)) shared.places.set(id, i);
  }
  indices.set(list, shared);
}

function hasGrownSo({ ids }: MessageIndex, list: readonly BaseMessage[], base: number): boolean {
  if (ids.length < list.length) return false;
  for (let i = base; i < list.length; i += 1) if (list[i]?.id !== ids[i]) return false;
  return true;
}

/** Remembers a list of coerced messages. */
export function remember(list: BaseMessage[]): void {
  const index = indexOf(list.map((message) => message.id));
  if (index) indices.set(list, index);
}

function indexOf(ids: (string | undefined)[]): MessageIndex | undefined {
  const places = new Map<string, number>();
  let named = 0;
  for (const [place, id] of ids.entries()) {
    if (!isId(id)) continue;
    places.set(id, place);
    named += 1;
  }
  return places.size === named ? { ids, places } : undefined;
}

export function isId(id: string | null | undefined): id is string {
  return id !== undefined && id !== null;
}
