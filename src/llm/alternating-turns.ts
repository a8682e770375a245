/** Conversations for wires on which the user and the model take turns. */
import type { Message } from '../base/index.ts';

/** All that one side says at a time. */
export interface Turn<Block> {
  readonly role: 'user' | 'assistant';
  readonly content: Block[];
}

/** A message that is part of a turn; instructions stand apart on these wires. */
export type TurnMessage = Exclude<Message, { role: 'system' }>;

/**
 * Neighbours of one role become one turn, tool results among the user's; a message without blocks is left out.
 *
 * @param converted where blocks are kept: a conversation is sent again and again, and each of its messages converted once
 */
export function alternatingTurns<Block>(
  messages: readonly Message[],
  converted: WeakMap<Message, readonly Block[]>,
  convert: (message: TurnMessage) => readonly Block[],
): Turn<Block>[] {
  const turns: Turn<Block>[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    let blocks = converted.get(message);
    if (blocks === undefined) converted.set(message, (blocks = convert(message)));
    if (blocks.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: [...blocks] });
  }
  return turns;
}
