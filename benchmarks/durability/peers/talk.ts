/** The thread of `../talk.ts` with LangGraph. */
import { expectResult, type Work } from '../../contender.ts';
import { newFile, sizeOf } from '../files.ts';
import type { Message, Say } from '../talk.ts';
import { loadLangGraphWithSqlite } from './langgraph-sqlite.ts';

export const keptByLangGraph =
  (say: Say, size: number): Work =>
  async () => {
    const { Annotation, END: end, SqliteSaver: LangChainSqlite, START: start, StateGraph } = loadLangGraphWithSqlite();
    const file = newFile();
    const checkpointer = LangChainSqlite.fromConnString(file);
    const state = Annotation.Root({
      messages: Annotation<Message[]>({ reducer: (held, more) => [...held, ...more], default: () => [] }),
    });
    const graph = new StateGraph(state)
      .addNode('speak', ({ messages }) => ({ messages: [say(messages.length)] }))
      .addEdge(start, 'speak')
      .addConditionalEdges('speak', ({ messages }) => (messages.length < size ? 'speak' : end))
      .compile({ checkpointer: checkpointer as never });
    const options = { configurable: { thread_id: 'thread' }, recursionLimit: size + 1, durability: 'sync' as const };
    const { messages } = await graph.invoke({}, options);
    expectResult(messages.length, size);
    checkpointer.db.close();
    return sizeOf(file);
  };
