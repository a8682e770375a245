/** Where threads are kept, besides memory. */
export { fromLangChainSaver } from './from-langchain-saver.ts';
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
