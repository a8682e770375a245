/** What every saver of the engine must do, wherever it keeps threads. */
import type { Saver, Stored } from '../../engine/index.ts';
import { conformanceCases, type ConformanceCase } from './conformance-case.ts';
import { checkpointCases } from './port/checkpoint-cases.ts';
import { concurrencyCases } from './port/concurrency-cases.ts';
import { idCases } from './port/id-cases.ts';
import { orderCases } from './port/order-cases.ts';
import type { PortCase } from './port/port-case.ts';
import { recordCases } from './port/record-cases.ts';
import { valueCases } from './port/value-cases.ts';

export interface SaverConformanceOptions<Kept extends Saver = Saver> {
  /** A saver that keeps nothing yet; called once for each case. */
  make(this: void): Stored<Kept>;
  /** Called with the saver after each case, however that ended. */
  cleanUp?(this: void, saver: Kept): Stored<void>;
  /** Names of cases that the saver cannot pass, each with the reason. */
  readonly except?: Readonly<Record<string, string>>;
  /**
   * Whether the saver claims that every value comes back exactly as it was or is refused: `Map`, `BigInt`, `-0`, bytes in a `Buffer` and so on.
   * Default: no, and then only plain data and `Uint8Array` are tried.
   */
  readonly exactValues?: boolean;
}

const cases: readonly PortCase[] = [
  ...checkpointCases,
  ...orderCases,
  ...recordCases,
  ...idCases,
  ...valueCases,
  ...concurrencyCases,
];

/**
 * Tests of a {@link Saver}: checkpoints and their order, records, ids, values, several runs at once. They need no test runner, and none in
 * particular. What a saver says of itself in `capabilities` decides what is asked of it; a case that does not apply prints why.
 *
 * @throws InvalidConfigError for a name in `except` that no case has
 * @example
 * import { MemorySaver } from 'moss-agent-runtime/engine';
 * import { saverConformance } from 'moss-agent-runtime/testing';
 * import { it } from 'vitest';
 *
 * for (const { name, run } of saverConformance({ make: () => new MemorySaver() })) it(name, run);
 */
export function saverConformance<Kept extends Saver>({
  make,
  cleanUp,
  except,
  exactValues = false,
}: SaverConformanceOptions<Kept>): readonly ConformanceCase[] {
  return conformanceCases(cases, {
    suite: 'saverConformance',
    except,
    within: async (work) => {
      const saver = await make();
      try {
        return await work({ saver, exactValues });
      } finally {
        await cleanUp?.(saver);
      }
    },
  });
}
