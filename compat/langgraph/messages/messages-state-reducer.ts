import { randomUuid } from '../../../src/base/index.ts';
import {
  RemoveMessage,
  coerceMessageLikeToMessage,
  isBaseMessage,
  type BaseMessage,
  type BaseMessageLike,
} from '@langchain/core/messages';
import { grown, isComplete, isId, knownIndex, remember } from './message-index.ts';

/** The id of a `RemoveMessage` that removes all that came before it. */
export const REMOVE_ALL_MESSAGES = '__remove_all__';

/** What a key with messages takes: one or several, as messages or as what can be made one. */
export type Messages = Array<BaseMessage | BaseMessageLike> | BaseMessage | BaseMessageLike;

/**
 * Puts `right` behind `left`. Message-likes become messages, messages without an id get one, a message with the id of
 * an earlier one takes its place, and a `RemoveMessage` removes the message with its id or, with the id
 * {@link REMOVE_ALL_MESSAGES}, all that came before it.
 *
 * A list that this function returned is known the next time: adding to it costs a copy of the array.
 *
 * @throws Error at the removal of an unknown id
 */
export function messagesStateReducer(left: Messages, right: Messages): BaseMessage[] {
  return appendedToShort(left, right) ?? reduced(left, right);
}

/** Up to this many messages are searched faster than a list is remembered. */
const SHORT = 64;

/** What most calls are: one message more. @returns undefined where it takes more than a search to know what becomes of it */
function appendedToShort(left: Messages, right: Messages): BaseMessage[] | undefined {
  const only: unknown = Array.isArray(right) && right.length === 1 ? right[0] : right;
  if (!Array.isArray(left) || left.length >= SHORT || !isBaseMessage(only) || isRemoval(only)) return undefined;
  const { id } = only;
  for (const held of left) if (!isBaseMessage(held) || !isId(held.id) || held.id === id) return undefined;
  identify(only);
  return [...(left as BaseMessage[]), only];
}

function reduced(left: Messages, right: Messages): BaseMessage[] {
  const known = Array.isArray(left) ? knownIndex(left as BaseMessage[]) : undefined;
  const index = known && isComplete(known) ? known : undefined;
  const held = index ? (left as BaseMessage[]) : coerced(left);
  const added = coerced(right);
  if (!index) held.forEach(identify);
  let clearing = -1;
  let removing = false;
  for (const [place, message] of added.entries()) {
    identify(message);
    if (!isRemoval(message)) continue;
    removing = true;
    if (message.id === REMOVE_ALL_MESSAGES) clearing = place;
  }
  if (clearing >= 0) return remembered(added.slice(clearing + 1));
  if (index && !removing) return grown(held, added, index);
  return remembered(merged(held, added));
}

function merged(held: BaseMessage[], added: BaseMessage[]): BaseMessage[] {
  const result = held.slice();
  const places = new Map(result.map((message, place) => [message.id, place]));
  const removed = new Set<string | undefined>();
  for (const message of added) {
    const place = places.get(message.id);
    if (isRemoval(message)) {
      if (place === undefined) {
        throw new Error(`Attempting to delete a message with an ID that doesn't exist ('${message.id}')`);
      }
      removed.add(message.id);
    } else if (place === undefined) {
      places.set(message.id, result.length);
      result.push(message);
    } else {
      removed.delete(message.id);
      result[place] = message;
    }
  }
  return removed.size > 0 ? result.filter((message) => !removed.has(message.id)) : result;
}

function coerced(messages: Messages): BaseMessage[] {
  const list = (Array.isArray(messages) ? messages : [messages]) as BaseMessageLike[];
  return list.map((message) => coerceMessageLikeToMessage(message));
}

function identify(message: BaseMessage): void {
  if (message.id !== undefined && message.id !== null) return;
  message.id = randomUuid();
  message.lc_kwargs['id'] = message.id;
}

/** Whether a message asks for a removal. The type is looked at first: it costs least and tells nearly always. */
export function isRemoval(message: BaseMessage): boolean {
  return message.type === 'remove' && RemoveMessage.isInstance(message);
}

function remembered(list: BaseMessage[]): BaseMessage[] {
  remember(list);
  return list;
}
