/**
 * `npm run test:tarball`: runs the tests of the LangGraph door against the packed tarball instead of the sources.
 *
 * A test takes part if all it imports of the door are entries, such as `compat/langgraph/index.ts`: each of them becomes
 * the file of the tarball that is made from it. Tests that look inside the door stay with the sources.
 *
 * Usage: node scripts/test-tarball.ts [FILTER…], parts of the paths of test files.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { startVitest } from 'vitest/node';
import { repository } from './doors.ts';
import { madePaths } from './langgraph-paths.ts';

const door = join(repository, 'compat/langgraph/');
// Below `node_modules`, so that the package finds what the repository has installed, and tests load it as it is.
const cache = join(repository, 'node_modules/.cache/langgraph-tarball');
const installed = join(cache, 'node_modules/@langchain/langgraph');

/** The file of the tarball by the source file that it is made from. */
const packedFile = new Map(
  madePaths.map(({ source, built }) => [join(repository, source), join(installed, `dist/${built}.js`)]),
);

/** Files of the door that a test imports, through helpers of its own too. */
function importedOfDoor(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file) || !existsSync(file)) return [];
  seen.add(file);
  return ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => resolve(dirname(file), fileName))
    .flatMap((path) => (path.startsWith(door) ? [path] : importedOfDoor(path, seen)));
}

const all = globSync(join(repository, 'test/compat/langgraph/**/*.test.ts')).sort();
const byDoor = all
  .map((file) => ({ file, imported: importedOfDoor(file) }))
  .filter(({ imported }) => imported.length > 0);
const fitting = byDoor.filter(({ imported }) => imported.every((path) => packedFile.has(path)));
console.log(
  `${fitting.length} test files use only entries of the door; ${byDoor.length - fitting.length} look inside it`,
);

rmSync(cache, { recursive: true, force: true });
mkdirSync(installed, { recursive: true });
const script = join(repository, 'scripts/pack-langgraph.ts');
const tarball = execFileSync(process.execPath, [script, cache], { encoding: 'utf8' }).trim();
execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);

const filters = process.argv.slice(2);
const include = fitting.map(({ file }) => file).filter((file) => filters.every((part) => file.includes(part)));
const vitest = await startVitest(
  'test',
  [],
  { root: repository, watch: false, include },
  {
    plugins: [
      {
        name: 'langgraph-tarball',
        enforce: 'pre',
        resolveId: (specifier, importer) =>
          importer !== undefined && specifier.startsWith('.')
            ? packedFile.get(resolve(dirname(importer), specifier))
            : undefined,
      },
    ],
  },
);
await vitest.close();
