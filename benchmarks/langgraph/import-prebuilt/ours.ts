import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Contender } from '../../contender.ts';

const source = fileURLToPath(new URL('../../../compat/langgraph/prebuilt/index.ts', import.meta.url));
const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** As in the scenario `import`: JavaScript, built from the source as it is now; packages stay outside. */
export const contender: Contender = {
  specifier: source,
  prepare: () => {
    const cache = join(packages, '.cache');
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'moss-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const built = join(folder, 'prebuilt.mjs');
    const options = ['--bundle', '--packages=external', '--platform=node', '--format=esm', '--target=es2023'];
    execFileSync(join(packages, '.bin/esbuild'), [source, ...options, `--outfile=${built}`], { stdio: 'pipe' });
    return () => import(pathToFileURL(built).href);
  },
};
