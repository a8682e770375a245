/** Which LangChain message and which plain message are one and the same, so that neither is converted twice or loses anything. */
import type { BaseMessage } from '@langchain/core/messages';
import type { Message } from '../base/index.ts';

const plains = new WeakMap<BaseMessage, Pair>();
const originals = new WeakMap<Message, BaseMessage>();

interface Pair {
  readonly plain: Message;
  readonly content: unknown;
  readonly calls: unknown;
}

/** Says that both are the same message. Messages do not change once they are in a conversation. */
export function pairUp(message: BaseMessage, plain: Message): void {
  plains.set(message, { plain, content: message.content, calls: callsOf(message) });
  originals.set(plain, message);
}

/** The plain form that a message has already; `undefined` as well where a hook gave it other content since. */
export function plainOf(message: BaseMessage): Message | undefined {
  const pair = plains.get(message);
  return pair?.content === message.content && pair.calls === callsOf(message) ? pair.plain : undefined;
}

/** The message of LangChain that has this plain form, if there is one. */
export function originalOf(plain: Message): BaseMessage | undefined {
  return originals.get(plain);
}

function callsOf(message: BaseMessage): unknown {
  return (message as { tool_calls?: unknown }).tool_calls;
}
