import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import type { OpenSaverFor } from '../relays/open-saver.ts';

/** A database in a file. */
export const open: OpenSaverFor = (database) => {
  const saver = SqliteSaver.fromConnString(database);
  return { saver, close: () => saver.db.close() };
};
