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

/** Where the list has a message, by the index that it was remembered with. */
export function placeIn(index: MessageIndex, length: number, id: string): number | undefined {
  const place = index.places.get(id);
  return place !== undefined && place < length ? place : undefined;
}

/** Remembers a list made of `base` messages of an indexed list and more behind them. */
export function rememberGrown(list: BaseMessage[], index: MessageIndex, base: number): void {
  const shared = index.ids.length === base ? index : indexOf(index.ids.slice(0, base));
  if (!shared) return;
  for (let i = base; i < list.length; i += 1) {
    const id = list[i]?.id;
    shared.ids.push(id);
    if (id !== undefined) shared.places.set(id, i);
  }
  indices.set(list, shared);
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
    if (id === undefined || id === null) continue;
    places.set(id, place);
    named += 1;
  }
  return places.size === named ? { ids, places } : undefined;
}
