/** What a saver made for LangGraph must do besides what LangChain's own validation suite asks. */
import type { Stored } from '../../engine/index.ts';
import type { CheckpointCase, CheckpointSaver } from './checkpoints/checkpoint-case.ts';
import { concurrencyCases } from './checkpoints/concurrency-cases.ts';
import { filterCases } from './checkpoints/filter-cases.ts';
import { idCases } from './checkpoints/id-cases.ts';
import { orderCases } from './checkpoints/order-cases.ts';
import { valueCases } from './checkpoints/value-cases.ts';
import { writeCases } from './checkpoints/write-cases.ts';
import { conformanceCases, type ConformanceCase } from './conformance-case.ts';

export interface CheckpointSaverConformanceOptions<Kept extends CheckpointSaver = CheckpointSaver> {
  /** A saver that keeps nothing yet; called once for each case. */
  make(this: void): Stored<Kept>;
  /** A second saver on the same store. Without it nothing is asked of two. */
  another?(this: void, saver: Kept): Stored<Kept>;
  /** Called after each case, however that ended: first for what `another` made, if anything, then for the saver itself. */
  cleanUp?(this: void, saver: Kept): Stored<void>;
  /** Names of cases that the saver cannot pass, each with the reason. */
  readonly except?: Readonly<Record<string, string>>;
}

const cases: readonly CheckpointCase[] = [
  ...orderCases,
  ...writeCases,
  ...valueCases,
  ...idCases,
  ...filterCases,
  ...concurrencyCases,
];

/**
 * Tests of a `BaseCheckpointSaver` of `@langchain/langgraph-checkpoint`: order, writes that are kept once and whole, values that come back as
 * they were or are refused, ids and filters that are taken literally, several callers at once. They come on top of LangChain's own validation
 * suite, and need no test runner. LangChain's `MemorySaver` does not pass all of them.
 *
 * @throws InvalidConfigError for a name in `except` that no case has
 * @example
 * import { MemorySaver } from '@langchain/langgraph-checkpoint';
 * import { checkpointSaverConformance } from 'moss-agent-runtime/testing';
 * import { it } from 'vitest';
 *
 * for (const { name, run } of checkpointSaverConformance({ make: () => new MemorySaver() })) it(name, run);
 */
export function checkpointSaverConformance<Kept extends CheckpointSaver>({
  make,
  another,
  cleanUp,
  except,
}: CheckpointSaverConformanceOptions<Kept>): readonly ConformanceCase[] {
  return conformanceCases(cases, {
    suite: 'checkpointSaverConformance',
    except,
    within: async (work) => {
      const saver = await make();
      const made = [saver];
      const makeAnother = async (): Promise<CheckpointSaver> => {
        const other = (await another?.(saver)) ?? saver;
        if (other !== saver) made.unshift(other);
        return other;
      };
      try {
        return await work({ saver, another: another && makeAnother });
      } finally {
        for (const each of made) await cleanUp?.(each);
      }
    },
  });
}
