/** The package as a consumer gets it: packed, and unpacked into the `node_modules` of an empty project. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { manifest, repository } from '../../scripts/doors.ts';
import { sourceFiles } from '../support/source-files.ts';

/** The Node that builds; the tests themselves may run under an older one. */
export const pinnedNode = join(repository, 'node_modules/.bin/node');

/** Builds `dist/` unless it is there, whole, and newer than everything it is made from. */
function buildIfStale(): void {
  const from = [...sourceFiles(), 'package.json', 'tsconfig.json', 'tsup.config.ts', 'scripts/doors.ts'];
  // One file of each build: they run side by side, and one alone may fail.
  const made = ['dist/cli/main.js', 'dist/index.cjs', 'dist/index.d.cts'];
  const changed = Math.max(...from.map((path) => statSync(path).mtimeMs));
  if (made.every((path) => existsSync(path) && statSync(path).mtimeMs > changed)) return;
  rmSync('dist', { recursive: true, force: true });
  execFileSync(pinnedNode, ['node_modules/tsup/dist/cli-default.js', '--silent'], { stdio: 'pipe' });
}

/** An empty project outside the repository. */
export function emptyProject(): string {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'moss-package-')));
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  return project;
}

/** Gives a project one of the packages that the repository has installed. */
export function linkPackage(project: string, name: string): void {
  const link = join(project, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(repository, 'node_modules', name), link, 'dir');
}

/**
 * Packs the repository and unpacks it into a new project, beside the packages it depends on.
 *
 * @returns the project's folder and the tarball's path
 */
export function packIntoProject(): { project: string; tarball: string } {
  buildIfStale();
  const project = emptyProject();
  const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', project], {
    encoding: 'utf8',
  });
  const tarball = join(project, packed.trim());
  const installed = join(project, 'node_modules', manifest.name);
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const peers = ['@langchain/core', '@langchain/langgraph-checkpoint', '@langchain/langgraph-sdk', 'zod'];
  for (const name of [...Object.keys(manifest.dependencies), ...peers, '@types/node']) linkPackage(project, name);
  return { project, tarball };
}
