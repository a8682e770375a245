/** Threads in an SQLite file. */
export { SqliteSaver, type SqliteSaverOptions, type StoredThread } from './sqlite-saver.ts';
export type { Pruned, PruneOptions } from './prune-threads.ts';
export type { StoredKind, StoredKindReader } from '../../base/index.ts';
