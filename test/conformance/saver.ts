/** What every saver must do, as tests. */
import { describe, expect, it } from 'vitest';
import type { Saver } from '../../src/engine/index.ts';
import { saverConformance } from '../../src/testing/index.ts';

/**
 * @param make   a saver that keeps nothing yet
 * @param except titles of tests that the saver cannot pass, each with the reason
 * @param claims `exactValues` where the saver keeps every value as it is or refuses it
 */
export function runSaverSuite(
  name: string,
  make: () => Saver,
  except: Readonly<Record<string, string>> = {},
  claims: { readonly exactValues?: boolean } = {},
): void {
  describe(`saver ${name}`, () => {
    for (const { name: title, skip, run } of saverConformance({ make, except, ...claims })) {
      it(`${title}`, async (test) => {
        expect(await run()).toBeUndefined();
        if (skip !== undefined) test.skip(skip);
      });
    }
  });
}
