/** Threads to which a message is added a step. */
import { END, START, StateGraphEngine, reducer, stateGraph } from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { expectResult, type Work } from '../contender.ts';
import { newFile, sizeOf } from './files.ts';

export interface Message {
  readonly role: string;
  readonly content: string;
}

export type Say = (number: number) => Message;

/** A message of so many characters, like no other. */
export const sayer =
  (characters: number): Say =>
  (number) => ({
    role: 'assistant',
    content: `Message ${number}. `.padEnd(characters, 'Ships float because they push water aside. '),
  });

/** What was said, as JSON. */
export const saidByHand =
  (say: Say, size: number): Work =>
  () =>
    JSON.stringify(Array.from({ length: size }, (_, number) => say(number))).length;

export const keptBySqliteSaver =
  (say: Say, size: number): Work =>
  async () => {
    const file = newFile();
    const saver = new SqliteSaver(file);
    const plan = stateGraph({
      messages: reducer<Message[]>(
        (held, more) => [...held, ...more],
        () => [],
      ),
    })
      .addNode('speak', (state) => ({ messages: [say(state.messages.length)] }))
      .addEdge(START, 'speak')
      .addConditionalEdges('speak', (state) => (state.messages.length < size ? 'speak' : END))
      .compile();
    const options = { threadId: 'thread', stepLimit: size, durability: 'sync' as const };
    const { messages } = await new StateGraphEngine(plan, { saver }).invoke({}, options);
    expectResult(messages.length, size);
    saver.close();
    return sizeOf(file);
  };
