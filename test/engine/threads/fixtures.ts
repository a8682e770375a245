/** Graphs and savers that the tests of threads share. */
import { MemorySaver, reducer, START, stateGraph, type Commit, type Saver } from '../../../src/engine/index.ts';

export const list = () =>
  reducer<readonly string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );

/** `a`, then `b`, then `c`; each writes its name. */
export function line(node: (name: string) => void | Promise<void> = () => {}) {
  const step = (name: string) => async () => {
    await node(name);
    return { log: [name] };
  };
  return stateGraph({ log: list() })
    .addNode('a', step('a'))
    .addNode('b', step('b'))
    .addNode('c', step('c'))
    .addEdge(START, 'a')
    .addEdge('a', 'b')
    .addEdge('b', 'c')
    .compile();
}

/** Answers every call later, and tells what is called. */
export function slowSaver(before: (call: string) => Promise<void>): {
  readonly saver: Saver;
  readonly kept: MemorySaver;
} {
  const kept = new MemorySaver();
  const saver: Saver = {
    async commit(commit: Commit) {
      await before(`commit ${commit.step}`);
      kept.commit(commit);
    },
    async putRecord(key, checkpoint, record) {
      await before(`record ${record.task}`);
      kept.putRecord(key, checkpoint, record);
    },
    load: async (key, id) => kept.load(key, id),
    history: (key) => kept.history(key),
    deleteThread: async (thread) => kept.deleteThread(thread),
  };
  return { saver, kept };
}
