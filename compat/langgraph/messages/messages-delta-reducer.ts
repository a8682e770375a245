import { BaseMessage, coerceMessageLikeToMessage, type BaseMessageLike } from '@langchain/core/messages';
import { grown, isId, knownIndex, remember } from './message-index.ts';
import { REMOVE_ALL_MESSAGES, isRemoval, type Messages } from './messages-state-reducer.ts';

/**
 * Puts all the writes of a step behind the held messages at once, for a `DeltaChannel`: the same result however the
 * writes are grouped. As {@link messagesStateReducer}, but messages without an id keep none and are never replaced,
 * and removing an unknown id does nothing.
 */
export function messagesDeltaReducer(state: BaseMessage[], writes: Messages[]): BaseMessage[] {
  const added = writes.flatMap((write) => (Array.isArray(write) ? write : [write]) as BaseMessageLike[]).map(coerce);
  const held = state.length > 0 && BaseMessage.isInstance(state[0]) ? state : state.map(coerce);
  const index = knownIndex(held);
  if (index && !added.some(isRemoval)) return grown(held, added, index);
  const list = merged(held, added);
  remember(list);
  return list;
}

function merged(held: BaseMessage[], added: BaseMessage[]): BaseMessage[] {
  let result: (BaseMessage | undefined)[] = held.slice();
  const places = new Map<string, number>();
  for (const [place, { id }] of held.entries()) if (isId(id)) places.set(id, place);
  for (const message of added) {
    const { id } = message;
    const removal = isRemoval(message);
    const place = isId(id) ? places.get(id) : undefined;
    if (removal && id === REMOVE_ALL_MESSAGES) {
      result = [];
      places.clear();
    } else if (!isId(id)) {
      result.push(message);
    } else if (removal) {
      if (place !== undefined) result[place] = undefined;
      places.delete(id);
    } else if (place === undefined) {
      places.set(id, result.length);
      result.push(message);
    } else {
      result[place] = message;
    }
  }
  return result.filter((message) => message !== undefined);
}

function coerce(message: BaseMessageLike): BaseMessage {
  return coerceMessageLikeToMessage(message);
}
