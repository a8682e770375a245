/** LangGraph with LangChain's SQLite saver, whose add-on is native: they are installed in a workspace of their own. */
import { createRequire } from 'node:module';
import type * as LangGraph from '@langchain/langgraph';

interface SqliteSaver {
  readonly db: { exec(sql: string): void; close(): void };
  deleteThread(thread: string): Promise<void>;
}

export type LibraryWithSqlite = typeof LangGraph & {
  readonly SqliteSaver: { fromConnString(path: string): SqliteSaver };
};

/** @throws Error that says how to install them */
export function loadLangGraphWithSqlite(): LibraryWithSqlite {
  const require = createRequire(
    new URL('../../../compat/langgraph/clients/checkpoint-sqlite/package.json', import.meta.url),
  );
  try {
    const { SqliteSaver } = require('@langchain/langgraph-checkpoint-sqlite') as Pick<LibraryWithSqlite, 'SqliteSaver'>;
    return { ...(require('@langchain/langgraph') as typeof LangGraph), SqliteSaver };
  } catch (cause) {
    throw new Error("LangChain's SQLite saver is not installed: npm run test:clients -- checkpoint-sqlite", { cause });
  }
}
