import { expectResult, type Contender } from '../../../contender.ts';
import { newFile, sizeOf } from '../../files.ts';
import { loadLangGraphWithSqlite } from '../../peers/langgraph-sqlite.ts';

async function bytesOf(keys: number, steps: number): Promise<number> {
  const { Annotation, END, SqliteSaver, START, StateGraph } = loadLangGraphWithSqlite();
  const names = ['n', ...Array.from({ length: keys - 1 }, (_, place) => `key ${place}`)];
  const state = Annotation.Root(
    Object.fromEntries(
      names.map((name) => [name, Annotation<number>({ reducer: (_, last) => last, default: () => 0 })]),
    ),
  );
  const file = newFile();
  const checkpointer = SqliteSaver.fromConnString(file);
  const graph = new StateGraph(state)
    .addNode('step', (held) => ({ n: (held['n'] ?? 0) + 1 }))
    .addEdge(START, 'step')
    .addConditionalEdges('step', (held) => ((held['n'] ?? 0) < steps ? 'step' : END))
    .compile({ checkpointer: checkpointer as never });
  const input = Object.fromEntries(names.map((name) => [name, 0]));
  const options = { configurable: { thread_id: 'thread' }, recursionLimit: steps + 1, durability: 'sync' as const };
  expectResult((await graph.invoke(input, options))['n'], steps);
  checkpointer.db.close();
  return sizeOf(file);
}

export const contender: Contender = {
  prepare: (keys) => async () => (await bytesOf(keys, 501)) - (await bytesOf(keys, 1)),
};
