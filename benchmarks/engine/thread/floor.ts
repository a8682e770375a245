import { expectResult, type Contender } from '../../contender.ts';
import { message, type Message } from './message.ts';

/** A node may be async. */
const speak: (number: number) => Message | Promise<Message> = message;

async function grow(size: number): Promise<() => void> {
  const thread: Message[] = [];
  while (thread.length < size) thread.push(await speak(thread.length));
  return () => expectResult(thread.length, size);
}

export const contender: Contender = {
  prepare: async (size) => {
    for (let run = 0; run < 20; run++) await grow(100);
    return () => grow(size);
  },
};
