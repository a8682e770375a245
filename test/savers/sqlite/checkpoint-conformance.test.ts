import { describe, expect, it } from 'vitest';
import { START, lastValue, stateGraph } from '../../../src/engine/index.ts';
import { ValueCodec } from '../../../src/base/index.ts';
import { fromLangChainSaver } from '../../../src/savers/index.ts';
import { CheckpointStore } from '../../../src/savers/sqlite/checkpoint-store.ts';
import { CHECKPOINT_SCHEMA } from '../../../src/savers/sqlite/checkpoints/checkpoint-schema.ts';
import { langgraphKinds } from '../../../src/savers/sqlite/checkpoints/langgraph-kinds.ts';
import { SqliteDatabase } from '../../../src/savers/sqlite/sqlite-database.ts';
import { checkpointSaverConformance } from '../../../src/testing/index.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';
import { runSaverSuite } from '../../conformance/saver.ts';
import { newFile } from './checkpoint-stores.ts';

describe('SqliteSaver as a checkpointer', () => {
  const files = new WeakMap<SqliteSaver, string>();
  const openOn = (file: string): SqliteSaver => {
    const saver = new SqliteSaver(file);
    files.set(saver, file);
    return saver;
  };
  const cases = checkpointSaverConformance({
    make: () => openOn(newFile()),
    another: (saver) => openOn(files.get(saver) ?? ''),
    cleanUp: (saver) => saver.close(),
  });
  it.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

const plan = stateGraph({ a: lastValue<unknown>(), b: lastValue<unknown>() })
  .addNode('n', () => ({}))
  .addEdge(START, 'n')
  .compile();

runSaverSuite(
  'CheckpointStore through fromLangChainSaver',
  () => {
    const database = new SqliteDatabase(':memory:', CHECKPOINT_SCHEMA);
    const store = new CheckpointStore(database, new ValueCodec(langgraphKinds));
    return fromLangChainSaver(store).forRun!({ planOf: () => plan, deferred: false });
  },
  {
    'keeps the last record of each task with its checkpoint':
      'the contract knows the tasks that a checkpoint leaves to run and no other, and keeps the answers of one that ended',
  },
);
