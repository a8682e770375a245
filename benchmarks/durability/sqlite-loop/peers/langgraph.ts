import { expectResult, type Contender } from '../../../contender.ts';
import { loopGraph } from '../../../langgraph/loop/work.ts';
import { newFile } from '../../files.ts';
import { loadLangGraphWithSqlite } from '../../peers/langgraph-sqlite.ts';

export const contender: Contender = {
  prepare: (size) => {
    const library = loadLangGraphWithSqlite();
    const saver = library.SqliteSaver.fromConnString(newFile());
    const graph = loopGraph(library, size, saver as never);
    const options = { configurable: { thread_id: 'thread' }, recursionLimit: size + 1, durability: 'sync' as const };
    return async () => {
      expectResult((await graph.invoke({ count: 0 }, options)).count, size);
      await saver.deleteThread('thread');
    };
  },
};
