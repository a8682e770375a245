/** Reads a suite from its folder: one folder per scenario, one file per contender in it or in its `peers/`. */
import { existsSync, readdirSync } from 'node:fs';
import type { Scenario } from '../contender.ts';
import type { ContenderInfo } from '../contenders.ts';

export interface Entry {
  readonly scenario: string;
  readonly contender: string;
  /** URL of the contender's file. */
  readonly url: string;
}

export interface LoadedScenario extends Scenario {
  readonly name: string;
  readonly entries: readonly Entry[];
}

const SUITES = new URL('../', import.meta.url);

/** Suites by name: the folders that hold scenarios. */
export function suiteNames(root: URL = SUITES): string[] {
  return foldersIn(root).filter((name) =>
    foldersIn(new URL(`${name}/`, root)).some((at) => isScenario(new URL(`${name}/${at}/`, root))),
  );
}

/**
 * Loads the scenarios of a suite; contenders are only loaded by the processes that measure them.
 *
 * @param contenders whom to look for, in this order
 * @returns the scenarios in the order of their names
 */
export async function loadSuite(
  suite: string,
  contenders: readonly ContenderInfo[],
  root: URL = SUITES,
): Promise<LoadedScenario[]> {
  const folder = new URL(`${suite}/`, root);
  const names = foldersIn(folder).filter((name) => isScenario(new URL(`${name}/`, folder)));
  return Promise.all(
    names.map(async (name) => {
      const home = new URL(`${name}/`, folder);
      const { scenario } = (await import(new URL('scenario.ts', home).href)) as { readonly scenario: Scenario };
      const entries = contenders.flatMap(({ name: contender }) => {
        const file = [`${contender}.ts`, `peers/${contender}.ts`].find((path) => existsSync(new URL(path, home)));
        return file === undefined ? [] : [{ scenario: name, contender, url: new URL(file, home).href }];
      });
      return { ...scenario, name, entries };
    }),
  );
}

function isScenario(folder: URL): boolean {
  return existsSync(new URL('scenario.ts', folder));
}

function foldersIn(folder: URL): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => entry.name)
    .sort();
}
