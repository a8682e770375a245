import { BaseMessage, RemoveMessage, coerceMessageLikeToMessage, type BaseMessageLike } from '@langchain/core/messages';
import { REMOVE_ALL_MESSAGES, type Messages } from './messages-state-reducer.ts';

/**
 * Puts all the writes of a step behind the held messages at once, for a `DeltaChannel`: the same result however the
 * writes are grouped. As {@link messagesStateReducer}, but messages without an id keep none and are never replaced,
 * and removing an unknown id does nothing.
 */
export function messagesDeltaReducer(state: BaseMessage[], writes: Messages[]): BaseMessage[] {
  const added = writes.flatMap((write) => (Array.isArray(write) ? write : [write]) as BaseMessageLike[]).map(coerce);
  const held = state.length > 0 && BaseMessage.isInstance(state[0]) ? state : state.map(coerce);
  let result: (BaseMessage | undefined)[] = held.slice();
  const places = new Map<string, number>();
  for (const [place, { id }] of held.entries()) if (isId(id)) places.set(id, place);
  let gaps = false;
  for (const message of added) {
    const { id } = message;
    const removal = RemoveMessage.isInstance(message);
    const place = isId(id) ? places.get(id) : undefined;
    if (removal && id === REMOVE_ALL_MESSAGES) {
      result = [];
      places.clear();
    } else if (!isId(id)) {
      result.push(message);
    } else if (removal) {
      if (place === undefined) continue;
      result[place] = undefined;
      places.delete(id);
      gaps = true;
    } else if (place === undefined) {
      places.set(id, result.length);
      result.push(message);
    } else {
      result[place] = message;
    }
  }
  return (gaps ? result.filter((message) => message !== undefined) : result) as BaseMessage[];
}

function coerce(message: BaseMessageLike): BaseMessage {
  return coerceMessageLikeToMessage(message);
}

function isId(id: string | null | undefined): id is string {
  return id !== undefined && id !== null;
}
