/** What the figures were measured on and with. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import type { ContenderInfo } from '../contenders.ts';

export interface Surroundings {
  readonly date: string;
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
  /** Load averages over one minute, before and after. Above the number of cores the figures are not to be trusted. */
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly seconds: number;
  /** Versions of the packages compared with. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Begins to watch; what it returns ends it. */
export function watchSurroundings(packages: readonly string[]): () => Surroundings {
  const began = performance.now();
  const loadBefore = currentLoad();
  return () => ({
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadBefore,
    loadAfter: currentLoad(),
    seconds: Math.round((performance.now() - began) / 1000),
    versions: Object.fromEntries(packages.map((name) => [name, installedVersion(name) ?? 'missing'])),
  });
}

export function currentLoad(): number {
  return loadavg()[0] ?? Number.NaN;
}

/** The contenders of which the package is not installed, each with why it cannot be measured. */
export function missingContenders(contenders: readonly ContenderInfo[]): { contender: string; because: string }[] {
  return contenders.flatMap(({ name, package: required }) =>
    required === undefined || installedVersion(required) !== undefined
      ? []
      : [{ contender: name, because: `${required} is not installed in benchmarks/node_modules` }],
  );
}

/** The version in `benchmarks/node_modules`, or undefined. */
export function installedVersion(name: string): string | undefined {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return existsSync(file) ? readVersion(file) : undefined;
}

function readVersion(file: URL): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
