/**
 * `npm run pack:engine`: packs the engine alone, as a package of its own without any dependency.
 *
 * Usage: node scripts/pack-engine.ts [FOLDER], where FOLDER receives the tarball; default `artifacts/`.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'tsup';
import { buildOptions } from '../tsup.config.ts';
import { manifest, repository } from './doors.ts';

const README = `# ${manifest.name}-engine

The state-graph engine of \`${manifest.name}\` alone, without any dependency: the names of \`${manifest.name}/engine\`.
`;

const { version, license, type, engines } = manifest;
const engineManifest = {
  name: `${manifest.name}-engine`,
  version,
  description: 'A small, fast state-graph engine',
  license,
  type,
  sideEffects: false,
  engines,
  files: ['dist'],
  main: './dist/index.cjs',
  types: './dist/index.d.cts',
  exports: {
    '.': {
      import: { types: './dist/index.d.ts', default: './dist/index.js' },
      require: { types: './dist/index.d.cts', default: './dist/index.cjs' },
    },
    './package.json': './package.json',
  },
};

const target = resolve(process.argv[2] ?? join(repository, 'artifacts'));
const staging = mkdtempSync(join(tmpdir(), 'moss-engine-'));
try {
  mkdirSync(target, { recursive: true });
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(engineManifest, undefined, 2)}\n`);
  writeFileSync(join(staging, 'README.md'), README);
  copyFileSync(join(repository, 'LICENSE'), join(staging, 'LICENSE'));
  await build({
    ...buildOptions,
    config: false,
    silent: true,
    entry: { index: join(repository, 'src/engine/index.ts') },
    format: ['esm', 'cjs'],
    dts: true,
    outDir: join(staging, 'dist'),
  });
  const args = ['pack', '--silent', '--pack-destination', target];
  const tarball = execFileSync('npm', args, { cwd: staging, encoding: 'utf8' }).trim();
  console.log(join(target, tarball));
} finally {
  rmSync(staging, { recursive: true, force: true });
}
