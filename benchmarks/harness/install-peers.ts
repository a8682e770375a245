/** Installs what the benchmarks compare with, on first use. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installedVersion } from './surroundings.ts';

const folder = new URL('../', import.meta.url);

/** Every package of `benchmarks/package.json` with its version. */
function pinnedPackages(): Readonly<Record<string, string>> {
  const text = readFileSync(new URL('package.json', folder), 'utf8');
  return (JSON.parse(text) as { readonly dependencies: Record<string, string> }).dependencies;
}

/** Runs `npm ci` unless everything is there. What is missing after that is for the report to say. */
export function installPeers(tell: (line: string) => void): void {
  const absent = Object.entries(pinnedPackages()).filter(([name, version]) => installedVersion(name) !== version);
  if (absent.length === 0) return;
  tell('Installing what to compare with, about 200 MB, once: npm ci in benchmarks/');
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: fileURLToPath(folder),
      // Standard output is for the report.
      stdio: ['ignore', 2, 2],
    },
  );
  if (status !== 0)
    tell(`npm ci failed (${error?.message ?? `exit code ${status}`}): what is not installed is reported as missing.`);
}
