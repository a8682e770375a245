/** Where threads are kept, besides memory. */

export { fromLangChainSaver, type LangChainAdapter, type LangChainSaverOptions } from './from-langchain-saver.ts';
export { type Migration, withMigration } from './with-migration.ts';
export type {
  LangChainSaver,
  PendingWrite,
  SaverConfig,
  StoredCheckpoint,
  StoredMetadata,
  StoredTuple,
  StoredWrite,
  Version,
} from './langchain-contract.ts';
export type { SaverRetries } from './with-retries.ts';
