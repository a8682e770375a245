/** LangChain's validation suite for checkpointers, on SqliteSaver in memory and in a file, and on LangChain's own saver as a check of the check. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemorySaver, type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'moss-validation-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The suite was written for runners that have these as globals.
Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test: it });
const { deltaChannelHistoryTests, validate } = await import('@langchain/langgraph-checkpoint-validation');

type Initializer = Parameters<typeof validate>[0];

const close = (saver: BaseCheckpointSaver): void => (saver as BaseCheckpointSaver & { close(): void }).close();

const SUBJECTS: readonly Initializer[] = [
  {
    checkpointerName: 'SqliteSaver in memory',
    createCheckpointer: () => new SqliteSaver(':memory:'),
    destroyCheckpointer: close,
  },
  {
    checkpointerName: 'SqliteSaver in a file',
    createCheckpointer: () => SqliteSaver.fromConnString(join(folder, `${files++}.sqlite`)),
    destroyCheckpointer: close,
  },
  // Its name tells the suite to leave out what it does not do.
  { checkpointerName: 'MemorySaver', createCheckpointer: () => new MemorySaver() },
];

for (const subject of SUBJECTS) {
  describe(`validation of ${subject.checkpointerName}`, () => {
    validate(subject);
    deltaChannelHistoryTests(subject);
  });
}
