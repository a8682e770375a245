import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doors, manifest, repository } from '../../scripts/doors.ts';
import { linkPackage, packIntoProject, pinnedNode } from './packed-package.ts';
import { publicNames, type PublicNames } from './public-names.ts';

const specifiers = doors.map((door) => door.specifier);
const tool = (path: string): string => join(repository, 'node_modules', path);

let project: string;
let tarball: string;
let installed: string;

beforeAll(() => {
  ({ project, tarball } = packIntoProject());
  installed = join(project, 'node_modules', manifest.name);
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

function writeInProject(file: string, text: string): string {
  const path = join(project, file);
  writeFileSync(path, text);
  return path;
}

/** Runs a script of the project under the Node of this test and reads the JSON it prints. */
function runScript(file: string, text: string): unknown {
  const path = writeInProject(file, text);
  return JSON.parse(execFileSync(process.execPath, [path], { cwd: project, encoding: 'utf8' }));
}

describe('the tarball', () => {
  it('holds every file that package.json names, and no other entry', () => {
    const named = filesNamedIn([manifest.exports, manifest.typesVersions, manifest.main, manifest.types, manifest.bin]);
    expect(named.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
    const entries = globSync('dist/**/{index,main}.*', { cwd: installed });
    expect(entries.filter((file) => !named.includes(file))).toEqual([]);
    expect(readdirSync(installed).sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
  });

  it('names every entry alike in `exports` and for the resolution that knows only `typesVersions`', () => {
    const paths = doors.filter((door) => door.subpath !== '.').map(({ subpath, built }) => [subpath.slice(2), built]);
    expect(manifest.typesVersions['*']).toEqual(
      Object.fromEntries(paths.map(([path, built]) => [path, [`./dist/${built}.d.cts`]])),
    );
    for (const { subpath, built } of doors) {
      expect(manifest.exports[subpath]).toEqual({
        import: { types: `./dist/${built}.d.ts`, default: `./dist/${built}.js` },
        require: { types: `./dist/${built}.d.cts`, default: `./dist/${built}.cjs` },
      });
    }
  });

  it('runs nothing when it is installed', () => {
    const { scripts } = manifest;
    const runs = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'].filter((name) => name in scripts);
    expect(runs).toEqual([]);
  });

  it('satisfies publint', async () => {
    const { publint } = await import('publint');
    const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it('satisfies attw: every way of resolving types and code finds the same thing', () => {
    const args = [tool('@arethetypeswrong/cli/dist/index.js'), tarball, '--format', 'json'];
    const { analysis, problems } = JSON.parse(outputOf(pinnedNode, args)) as {
      analysis: { entrypoints: Record<string, unknown> };
      problems?: unknown;
    };
    expect(Object.keys(analysis.entrypoints).sort()).toEqual(Object.keys(manifest.exports).sort());
    expect(problems ?? {}).toEqual({});
  });
});

describe('the engine', () => {
  it('loads nothing but itself', async () => {
    const loaded = runScript(
      'engine.cjs',
      "require('moss-agent-runtime/engine'); console.log(JSON.stringify(Object.keys(require.cache)));",
    );
    const others = (loaded as string[]).filter((file) => !file.startsWith(installed) && !file.endsWith('engine.cjs'));
    expect(others).toEqual([]);
    const entryPoints = [join(installed, 'dist/engine/index.js')];
    const { metafile } = await build({ entryPoints, bundle: true, write: false, metafile: true, format: 'esm' });
    expect(Object.keys(metafile.inputs).filter((file) => !resolve(file).startsWith(installed))).toEqual([]);
  });
});

describe('the public names', () => {
  const offered = (): PublicNames =>
    publicNames(doors.map(({ specifier, built }) => ({ specifier, file: join(installed, `dist/${built}.d.ts`) })));

  it('are those of the snapshot', async () => {
    const own = [...offered().names].filter(([specifier]) => !isOfLanggraph(specifier));
    const blocks = own.map(([specifier, names]) => [specifier, ...names.map((name) => `  ${name}`), '']);
    await expect(blocks.flat().join('\n')).toMatchFileSnapshot('public-names.txt');
  });

  it('include every type that the declarations share', () => {
    expect(offered().unnameable.filter((name) => !isOfLanggraph(name))).toEqual([]);
  });

  it('are the same at run time in ESM and CommonJS', () => {
    const esm = runScript('names.mjs', `${namesScript((name) => `await import('${name}')`)}`);
    const cjs = runScript('names.cjs', `${namesScript((name) => `require('${name}')`)}`);
    expect(Object.keys(esm as object)).toEqual(specifiers);
    expect(cjs).toEqual(esm);
  });
});

/** The LangGraph door offers the names of the original, no less and no more; tests of its own compare them. */
function isOfLanggraph(specifier: string): boolean {
  return specifier.startsWith(`${manifest.name}/langgraph`);
}

/** A script that prints the names of every entry. */
function namesScript(load: (specifier: string) => string): string {
  const lines = specifiers.map((name) => `names['${name}'] = Object.keys(${load(name)}).sort();`);
  return ['const names = {};', ...lines, 'console.log(JSON.stringify(names));'].join('\n');
}

describe('a consumer', () => {
  it('recognises our errors across ESM and CommonJS, and sees one class within each', () => {
    const result = runScript(
      'identity.mjs',
      `import { createRequire } from 'node:module';
       import { MossError } from 'moss-agent-runtime';
       import * as engine from 'moss-agent-runtime/engine';
       const require = createRequire(import.meta.url);
       const common = require('moss-agent-runtime');
       const error = new MossError('USAGE', 'm');
       console.log(JSON.stringify({
         copies: common.MossError !== MossError,
         byCommonJS: common.MossError.is(error, 'USAGE'),
         byESM: MossError.is(new common.MossError('USAGE', 'm')),
         stranger: common.MossError.is(new Error('m')),
         sameInESM: engine.MossError === MossError,
         sameInCommonJS: require('moss-agent-runtime/engine').MossError === common.MossError,
       }));`,
    );
    expect(result).toEqual({
      copies: true,
      byCommonJS: true,
      byESM: true,
      stranger: false,
      sameInESM: true,
      sameInCommonJS: true,
    });
  });

  it.each([
    ['an ES module', 'consumer.mts', ['--module', 'nodenext', '--skipLibCheck', 'false']],
    ['a CommonJS module', 'consumer.cts', ['--module', 'nodenext', '--skipLibCheck', 'false']],
    ['the resolution of Node 10', 'old.ts', ['--module', 'esnext', '--moduleResolution', 'node', '--skipLibCheck']],
    ['a bundler', 'bundled.ts', ['--module', 'esnext', '--moduleResolution', 'bundler', '--skipLibCheck']],
  ])(
    'type-checks as %s',
    (_, file, options) => {
      const path = writeInProject(file, typedConsumer());
      const args = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node', ...options];
      expect(outputOf(process.execPath, [tool('typescript/bin/tsc'), path, ...args])).toBe('');
    },
    60_000,
  );

  it('can be a test of Jest 30 in CommonJS', () => {
    const requires = specifiers.map((name) => `expect(Object.keys(require('${name}')).length).toBeGreaterThan(0);`);
    writeInProject('consumer.test.js', `test('loads', () => {\n${requires.join('\n')}\n});\n`);
    const args = [tool('jest/bin/jest.js'), '--rootDir', project, '--cacheDirectory', join(project, '.jest'), '--json'];
    const output = execFileSync(process.execPath, [...args, '--silent'], {
      cwd: project,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(JSON.parse(output)).toMatchObject({ success: true, numPassedTests: 1 });
  }, 60_000);

  it('can run the command line', () => {
    const main = join(installed, manifest.bin['moss-agent-runtime'] ?? '');
    const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { cwd: project, encoding: 'utf8' });
    expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });

    const without = run('--offline', 'What is 17 * 23?');
    expect(without.status).toBe(1);
    expect(without.stderr).toContain('npm install @copilotkit/aimock');

    linkPackage(project, '@copilotkit/aimock');
    const given = run('--offline', 'What is 17 * 23?');
    expect(given.stdout).toContain('391');
    expect(given.status).toBe(0);
  });
});

/** Uses every entry as a value and as a type. */
function typedConsumer(): string {
  const imports = specifiers.map((name, at) => `import * as door${at} from '${name}';`);
  const uses = specifiers.map((_, at) => `export const names${at}: string[] = Object.keys(door${at});`);
  const typed = [
    "import { MossError } from 'moss-agent-runtime';",
    "export const code: string = new MossError('USAGE', 'm').code;",
  ];
  return [...imports, ...typed, ...uses, ''].join('\n');
}

/** What a tool prints, whether it is content or not. */
function outputOf(node: string, args: readonly string[]): string {
  const { stdout, error } = spawnSync(node, args, { cwd: project, encoding: 'utf8', maxBuffer: 2 ** 27 });
  if (error) throw error;
  return stdout;
}

/** Every `dist/…` path in a piece of the manifest. */
function filesNamedIn(value: unknown): string[] {
  if (typeof value === 'string')
    return value.startsWith('dist/') || value.startsWith('./dist/') ? [value.replace('./', '')] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesNamedIn) : [];
}
