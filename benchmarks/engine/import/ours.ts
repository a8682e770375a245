import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Contender } from '../../contender.ts';

const source = fileURLToPath(new URL('../../../src/engine/index.ts', import.meta.url));
const esbuild = fileURLToPath(new URL('../../../node_modules/.bin/esbuild', import.meta.url));

/** Imports JavaScript, as users of the package do, built from the source as it is now. */
export const contender: Contender = {
  specifier: source,
  prepare: () => {
    const folder = mkdtempSync(join(tmpdir(), 'moss-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const built = join(folder, 'engine.mjs');
    execFileSync(esbuild, [source, '--bundle', '--format=esm', '--target=es2023', `--outfile=${built}`], {
      stdio: 'pipe',
    });
    return () => import(pathToFileURL(built).href);
  },
};
