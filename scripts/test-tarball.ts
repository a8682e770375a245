/**
 * `npm run test:tarball`: runs the tests of the LangGraph door against the packed tarball instead of the sources.
 *
 * A test takes part if every value it imports from `compat/langgraph/`, through its helpers too, is exported by the tarball.
 * Each of these imports then reads the file of the tarball; tests that look deeper into the door stay with the sources.
 *
 * Usage: node scripts/test-tarball.ts [FILTER…], parts of the paths of test files.
 */
import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { repository } from './doors.ts';
import { type PackedEntry, packedImports } from './langgraph-imports.ts';
import { langgraphPaths } from './langgraph-paths.ts';
import { unpackLanggraph } from './unpack-langgraph.ts';

// Below `node_modules`, so that the package finds what the repository has installed, and tests load it as it is.
const cache = join(repository, 'node_modules/.cache/langgraph-tarball');

rmSync(cache, { recursive: true, force: true });
const { installed } = unpackLanggraph(cache);

const entries = await Promise.all(
  langgraphPaths.map(async ({ source, built }): Promise<PackedEntry> => {
    const file = join(installed, `dist/${built}.js`);
    return { source: join(repository, source), file, names: Object.keys((await import(file)) as object) };
  }),
);

const all = globSync(join(repository, 'test/compat/langgraph/**/*.test.ts')).sort();
const byTest = all.map((file) => ({
  file,
  imports: packedImports(file, join(repository, 'compat/langgraph/'), entries),
}));
const fitting = byTest.filter(({ imports }) => imports !== undefined && imports.length > 0);
const inner = byTest.filter(({ imports }) => imports === undefined);
console.log(`${fitting.length} test files can do with the tarball; ${inner.length} look inside the door:`);
for (const { file } of inner) console.log(`  ${file.slice(repository.length)}`);

const key = (importer: string, specifier: string): string => `${importer}\0${specifier}`;
const replaced = new Map(
  fitting.flatMap(({ imports = [] }) => imports.map((found) => [key(found.importer, found.specifier), found.file])),
);

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
        resolveId: (specifier, importer) => replaced.get(key(importer ?? '', specifier)),
      },
    ],
  },
);
await vitest.close();
