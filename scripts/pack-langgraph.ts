/**
 * `npm run pack:langgraph`: packs the LangGraph door as a package that npm can install as `@langchain/langgraph`.
 *
 * Usage: node scripts/pack-langgraph.ts [FOLDER], where FOLDER receives the tarball; default `artifacts/`.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'tsup';
import { buildOptions, dts } from '../tsup.config.ts';
import { manifest, repository } from './doors.ts';
import { installedLanggraph, type LanggraphPath, langgraphPaths } from './langgraph-paths.ts';

/** Above every release of the minor version that is stood in for, so that each range that takes one of those takes this. */
const VERSION = '1.4.99';

/** Paths whose import does something: the ambient context of Node, and the getters on zod's classes. */
const ACTIVE = new Set(['.', './zod']);

const { dependencies, peerDependencies } = installedLanggraph;
const needed = ['@langchain/langgraph-checkpoint', '@langchain/langgraph-sdk'];
const external = [...Object.keys(peerDependencies), ...needed];

function exported({ subpath, built }: LanggraphPath): [string, object] {
  const browser = { types: './dist/web.d.ts', default: './dist/web.js' };
  const conditions = {
    import: { types: `./dist/${built}.d.ts`, default: `./dist/${built}.js` },
    require: { types: `./dist/${built}.d.cts`, default: `./dist/${built}.cjs` },
  };
  return [subpath, subpath === '.' ? { browser, ...conditions } : conditions];
}

const active = langgraphPaths.filter(({ subpath }) => ACTIVE.has(subpath));
const subpaths = langgraphPaths.filter(({ subpath }) => subpath !== '.');
const tarballManifest = {
  name: '@langchain/langgraph',
  version: VERSION,
  description: 'A stand-in for @langchain/langgraph 1.4 on the engine of moss-agent-runtime',
  license: manifest.license,
  type: manifest.type,
  sideEffects: active.flatMap(({ built }) => [`./dist/${built}.js`, `./dist/${built}.cjs`]),
  engines: manifest.engines,
  files: ['dist'],
  main: './dist/index.cjs',
  types: './dist/index.d.cts',
  exports: { ...Object.fromEntries(langgraphPaths.map(exported)), './package.json': './package.json' },
  typesVersions: {
    '*': Object.fromEntries(subpaths.map(({ subpath, built }) => [subpath.slice(2), [`./dist/${built}.d.cts`]])),
  },
  dependencies: Object.fromEntries(needed.map((name) => [name, dependencies[name]])),
  peerDependencies,
};

const target = resolve(process.argv[2] ?? join(repository, 'artifacts'));
const staging = mkdtempSync(join(tmpdir(), 'moss-langgraph-'));
try {
  mkdirSync(target, { recursive: true });
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(tarballManifest, undefined, 2)}\n`);
  copyFileSync(join(repository, 'compat/langgraph/tarball/README.md'), join(staging, 'README.md'));
  copyFileSync(join(repository, 'LICENSE'), join(staging, 'LICENSE'));
  const options = {
    ...buildOptions,
    config: false as const,
    silent: true,
    entry: Object.fromEntries(langgraphPaths.map(({ built, source }) => [built, join(repository, source)])),
    external: external.map((name) => new RegExp(`^${name}(/|$)`)),
    outDir: join(staging, 'dist'),
  };
  await build({ ...options, format: ['esm', 'cjs'] });
  await build({ ...options, format: ['esm', 'cjs'], dts });
  const args = ['pack', '--silent', '--pack-destination', target];
  const tarball = execFileSync('npm', args, { cwd: staging, encoding: 'utf8' }).trim();
  console.log(join(target, tarball));
} finally {
  rmSync(staging, { recursive: true, force: true });
}
