/** Stores of LangChain's checkpoints, and checkpoints to put there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ValueCodec } from '../../../src/base/index.ts';
import { CheckpointStore } from '../../../src/savers/sqlite/checkpoint-store.ts';
import { CHECKPOINT_SCHEMA } from '../../../src/savers/sqlite/checkpoints/checkpoint-schema.ts';
import { langgraphKinds } from '../../../src/savers/sqlite/checkpoints/langgraph-kinds.ts';
import { langchainKinds } from '../../../src/savers/sqlite/langchain-kinds.ts';
import type { GivenConfig, GraphCheckpoint, Versions } from '../../../src/savers/sqlite/checkpoints/saver-contract.ts';
import { SqliteDatabase } from '../../../src/savers/sqlite/sqlite-database.ts';

export function openStore(path = ':memory:'): { store: CheckpointStore; database: SqliteDatabase } {
  const database = new SqliteDatabase(path, CHECKPOINT_SCHEMA);
  onTestFinished(() => database.close());
  return { store: storeOn(database), database };
}

export function storeOn(database: SqliteDatabase): CheckpointStore {
  return new CheckpointStore(database, new ValueCodec([...langchainKinds, ...langgraphKinds]));
}

/** A path for a file that is deleted after the test. */
export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'threads.sqlite');
}

export function at(thread: string, checkpoint?: string, namespace = ''): { configurable: Record<string, string> } {
  const place = { thread_id: thread, checkpoint_ns: namespace };
  return { configurable: checkpoint === undefined ? place : { ...place, checkpoint_id: checkpoint } };
}

export const META = { source: 'loop', step: 1, parents: {} } as const;

export function checkpoint(id: string, values: Record<string, unknown> = {}, versions?: Versions): GraphCheckpoint {
  const channel_versions = versions ?? Object.fromEntries(Object.keys(values).map((channel) => [channel, 1]));
  return { v: 4, id, ts: '2026-01-01T00:00:00.000Z', channel_values: values, channel_versions, versions_seen: {} };
}

/** All its channels are new. */
export function put(store: CheckpointStore, config: GivenConfig, id: string, values: Record<string, unknown> = {}) {
  const given = checkpoint(id, values);
  return store.put(config, given, META, given.channel_versions);
}

export async function idsOf(store: CheckpointStore, ...args: Parameters<CheckpointStore['list']>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { checkpoint: found } of store.list(...args)) ids.push(found.id);
  return ids;
}
