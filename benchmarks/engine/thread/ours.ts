import { END, MemorySaver, START, StateGraphEngine, reducer, stateGraph } from '../../../src/engine/index.ts';
import { expectResult, type Contender } from '../../contender.ts';
import { message, type Message } from './message.ts';

/** Lets a thread grow, and returns the saver that holds it. */
async function grow(size: number): Promise<MemorySaver> {
  const plan = stateGraph({
    messages: reducer<Message[]>(
      (held, more) => [...held, ...more],
      () => [],
    ),
  })
    .addNode('speak', (state) => ({ messages: [message(state.messages.length)] }))
    .addEdge(START, 'speak')
    .addConditionalEdges('speak', (state) => (state.messages.length < size ? 'speak' : END))
    .compile();
  const saver = new MemorySaver();
  const engine = new StateGraphEngine(plan, { saver });
  const { messages } = await engine.invoke({}, { threadId: 'thread', stepLimit: size });
  expectResult(messages.length, size);
  return saver;
}

export const contender: Contender = {
  prepare: async (size) => {
    for (let run = 0; run < 20; run++) await grow(100);
    return async () => {
      const saver = await grow(size);
      return () => saver.deleteThread('thread');
    };
  },
};
