import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph';
import { expectResult, type Contender } from '../../../contender.ts';
import { message, type Message } from '../message.ts';

const State = Annotation.Root({
  messages: Annotation<Message[]>({ reducer: (held, more) => [...held, ...more], default: () => [] }),
});

/** Lets a thread grow, and returns the saver that holds it. */
async function grow(size: number): Promise<MemorySaver> {
  const saver = new MemorySaver();
  const graph = new StateGraph(State)
    .addNode('speak', (state) => ({ messages: [message(state.messages.length)] }))
    .addEdge(START, 'speak')
    .addConditionalEdges('speak', (state) => (state.messages.length < size ? 'speak' : END), ['speak', END])
    .compile({ checkpointer: saver });
  const options = { configurable: { thread_id: 'thread' }, recursionLimit: size + 1 };
  expectResult((await graph.invoke({}, options)).messages.length, size);
  return saver;
}

export const contender: Contender = {
  prepare: async (size) => {
    for (let run = 0; run < 10; run++) await grow(20);
    return async () => {
      const saver = await grow(size);
      return () => saver.deleteThread('thread');
    };
  },
};
