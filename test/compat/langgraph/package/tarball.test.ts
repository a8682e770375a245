import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../../../../scripts/doors.ts';
import { upstreamNames } from '../../../../scripts/langgraph-names.ts';
import { installedLanggraph, langgraphPaths } from '../../../../scripts/langgraph-paths.ts';
import { pinnedNode } from '../../../package/packed-package.ts';
import { chromium, runInChromium } from './chromium.ts';
import { bundleForBrowsers } from './browser-bundle.ts';
import { type PackedLanggraph, packLanggraph } from './packed-langgraph.ts';

const tool = (path: string): string => join(repository, 'node_modules', path);
const graph = readFileSync(new URL('two-nodes.js.txt', import.meta.url), 'utf8');

let packed: PackedLanggraph;

beforeAll(() => {
  packed = packLanggraph();
}, 180_000);

afterAll(() => rmSync(packed.project, { recursive: true, force: true }));

function writeInProject(file: string, text: string): string {
  const path = join(packed.project, file);
  writeFileSync(path, text);
  return path;
}

/** Runs a script of the project and reads the JSON it prints. */
function runScript(file: string, text: string): unknown {
  const path = writeInProject(file, text);
  return JSON.parse(execFileSync(process.execPath, [path], { cwd: packed.project, encoding: 'utf8' }));
}

/** What a tool prints, whether it is content or not. */
function outputOf(node: string, args: readonly string[]): string {
  const { stdout, error } = spawnSync(node, args, { cwd: packed.project, encoding: 'utf8', maxBuffer: 2 ** 27 });
  if (error) throw error;
  return stdout;
}

describe('the LangGraph tarball', () => {
  it('stands for every release of its minor version', () => {
    expect(packed.manifest).toMatchObject({
      name: '@langchain/langgraph',
      version: '1.4.99',
      peerDependencies: installedLanggraph.peerDependencies,
    });
    expect(readdirSync(packed.installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  });

  it('exports the paths of upstream', () => {
    expect(Object.keys(packed.manifest.exports)).toEqual([
      ...langgraphPaths.map(({ subpath }) => subpath),
      './package.json',
    ]);
  });

  it('imports only what its manifest asks for', () => {
    const asked = Object.keys({ ...packed.manifest.dependencies, ...packed.manifest.peerDependencies });
    const files = globSync('dist/**/*.{js,cjs,d.ts,d.cts}', { cwd: packed.installed });
    const imported = files.flatMap((file) => packagesIn(readFileSync(join(packed.installed, file), 'utf8')));
    expect([...new Set(imported)].filter((name) => !asked.includes(name) && name !== 'node:async_hooks')).toEqual([]);
  });

  it('satisfies publint', async () => {
    const { publint } = await import('publint');
    const { messages } = await publint({ pkgDir: packed.installed, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it('satisfies attw: every way of resolving types and code finds the same thing', () => {
    const args = [tool('@arethetypeswrong/cli/dist/index.js'), packed.tarball, '--format', 'json'];
    const { problems } = JSON.parse(outputOf(pinnedNode, args)) as { problems?: unknown };
    expect(problems ?? {}).toEqual({});
  }, 60_000);
});

/** Packages that a built file imports, and modules of Node by their whole name. */
function packagesIn(text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith('.'))
    .map((name) => (name.startsWith('node:') ? name : name.split('/', name.startsWith('@') ? 2 : 1).join('/')));
}

describe('a consumer of the LangGraph tarball', () => {
  it('gets the same names in ESM and CommonJS, those of upstream', async () => {
    const upstream = await upstreamNames();
    const expected = Object.fromEntries(
      langgraphPaths.map(({ subpath, specifier }) => [specifier, upstream.get(subpath)?.values]),
    );
    expect(
      runScript(
        'names.mjs',
        namesScript((name) => `await import('${name}')`),
      ),
    ).toEqual(expected);
    expect(
      runScript(
        'names.cjs',
        namesScript((name) => `require('${name}')`),
      ),
    ).toEqual(expected);
  }, 60_000);

  it('sees classes under the names of upstream: bundling renamed none', () => {
    const script = `
      const classes = [];
      const isClass = (value) => typeof value === 'function' && /^class\\b/.test(String(value));
      const named = (module) => Object.entries(module).filter(([, value]) => isClass(value)).map(([key, { name }]) => [key, name]);
      LOADS
      console.log(JSON.stringify(Object.fromEntries(classes)));`;
    const loads = (from: (specifier: string) => string): string =>
      langgraphPaths
        .map(({ specifier }) => `classes.push(['${specifier}', named(await import('${from(specifier)}'))]);`)
        .join('\n');
    const ours = runScript(
      'classes.mjs',
      script.replace(
        'LOADS',
        loads((specifier) => specifier),
      ),
    );
    const upstreams = script.replace(
      'LOADS',
      loads((specifier) => import.meta.resolve(specifier)),
    );
    const named = runScript('upstream-classes.mjs', upstreams) as Record<string, [string, string][]>;
    const names = new Map(Object.values(named).flat());
    const renamed = Object.values(ours as typeof named)
      .flat()
      .filter(([key, name]) => name !== key && name !== names.get(key));
    expect(renamed).toEqual([]);
  });

  it('sees one class by whatever path it came, in each format', () => {
    const script = (load: (name: string) => string): string =>
      `(async () => { const same = ${JSON.stringify(SHARED_CLASSES)}.map(([name, a, b]) => [name, a, b]);
       const modules = {}; for (const [, a, b] of same) { modules[a] ??= ${load('a')}; modules[b] ??= ${load('b')}; }
       console.log(JSON.stringify(same.filter(([name, a, b]) => modules[a][name] !== modules[b][name]))); })()`;
    expect(
      runScript(
        'one.mjs',
        script((name) => `await import(${name})`),
      ),
    ).toEqual([]);
    expect(
      runScript(
        'one.cjs',
        script((name) => `require(${name})`),
      ),
    ).toEqual([]);
  });

  it('gets the old getter of zod schemas by importing ./zod, through a bundler too', async () => {
    const specifier = '@langchain/langgraph/zod';
    const uses = `console.log(JSON.stringify(typeof z.string().langgraph.reducer));`;
    const text = `import { z } from 'zod/v3';\nimport '${specifier}';\n${uses}`;
    expect(runScript('zod.mjs', text)).toBe('function');
    expect(runScript('zod.cjs', `const { z } = require('zod/v3');\nrequire('${specifier}');\n${uses}`)).toBe(
      'function',
    );
    const { code } = await bundleForBrowsers(packed.project, text);
    expect(runScript('bundled-zod.mjs', code)).toBe('function');
  });

  it('finds zod as it was after importing anything but ./zod', () => {
    const text = `
      import { z } from 'zod/v3';
      import '@langchain/langgraph';
      import '@langchain/langgraph/web';
      console.log(JSON.stringify(typeof z.string().langgraph));`;
    expect(runScript('untouched-zod.mjs', text)).toBe('undefined');
  });

  it('has Node keep the running task by importing the root', () => {
    const text = `
      import { AsyncLocalStorage } from 'node:async_hooks';
      import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
      const installed = () => AsyncLocalStorageProviderSingleton.getInstance() instanceof AsyncLocalStorage;
      const before = installed();
      await import('@langchain/langgraph/web');
      const between = installed();
      await import('@langchain/langgraph');
      console.log(JSON.stringify([before, between, installed()]));`;
    expect(runScript('ambient.mjs', text)).toEqual([false, false, true]);
  });

  it.each([
    ['an ES module', 'graph.mjs', `import { Annotation, END, START, StateGraph } from '@langchain/langgraph';`],
    ['CommonJS', 'graph.cjs', `const { Annotation, END, START, StateGraph } = require('@langchain/langgraph');`],
  ])('runs a graph of two nodes as %s', (_, file, load) => {
    expect(runScript(file, `${load}\n${graph}\nrun().then((state) => console.log(JSON.stringify(state)));`)).toEqual({
      words: ['in', 'first', 'second'],
    });
  });

  it.each([
    ['an ES module', 'types.mts', ['--module', 'nodenext', '--skipLibCheck', 'false']],
    ['a CommonJS module', 'types.cts', ['--module', 'nodenext', '--skipLibCheck', 'false']],
    ['a bundler', 'types.ts', ['--module', 'esnext', '--moduleResolution', 'bundler', '--skipLibCheck']],
  ])(
    'can import every type as %s',
    async (_, file, options) => {
      const path = writeInProject(file, typedConsumer(await typeNames()));
      const args = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom,dom.iterable', ...options];
      expect(outputOf(process.execPath, [tool('typescript/bin/tsc'), path, ...args, '--types', 'node'])).toBe('');
    },
    120_000,
  );

  it('can export its graphs from a library that emits declarations', () => {
    const path = writeInProject('declared.mts', readFileSync(new URL('declared.ts.txt', import.meta.url), 'utf8'));
    const args = ['--declaration', '--emitDeclarationOnly', '--outDir', join(packed.project, 'declared'), '--strict'];
    const options = ['--target', 'es2022', '--module', 'nodenext', '--skipLibCheck', '--types', 'node'];
    expect(outputOf(process.execPath, [tool('typescript/bin/tsc'), path, ...args, ...options])).toBe('');
  }, 60_000);
});

/** A script that prints the names of every path. */
function namesScript(load: (specifier: string) => string): string {
  const lines = langgraphPaths.map(
    ({ specifier }) => `names['${specifier}'] = Object.keys(${load(specifier)}).sort();`,
  );
  return ['const names = {};', ...lines, 'console.log(JSON.stringify(names));'].join('\n');
}

/** Classes that two paths of the installed package share. */
const SHARED_CLASSES = [
  ['BaseChannel', '@langchain/langgraph', '@langchain/langgraph/channels'],
  ['StateGraph', '@langchain/langgraph', '@langchain/langgraph/web'],
  ['StreamChannel', '@langchain/langgraph', '@langchain/langgraph/stream'],
] as const;

/** Every name that stands for a type in upstream's declarations. */
async function typeNames(): Promise<Map<string, string[]>> {
  const upstream = await upstreamNames();
  const entries = langgraphPaths.map(({ subpath, specifier }): [string, string[]] => {
    const { values = [], types = [] } = upstream.get(subpath) ?? {};
    return [specifier, [...values, ...types]];
  });
  return new Map(entries);
}

function typedConsumer(names: ReadonlyMap<string, readonly string[]>): string {
  const lines = [...names].flatMap(([specifier, list], at) => [
    ...list.map((name) => `export type { ${name} as ${name}${at} } from '${specifier}';`),
    `import * as door${at} from '${specifier}';`,
    `export const names${at}: string[] = Object.keys(door${at});`,
  ]);
  return [...lines, ''].join('\n');
}

describe('the LangGraph tarball in a browser', () => {
  it('bundles without a module of Node', async () => {
    const { errors, nodeModules } = await bundleForBrowsers(
      packed.project,
      `export * from '@langchain/langgraph/web';`,
    );
    expect({ errors, nodeModules }).toEqual({ errors: [], nodeModules: [] });
  });

  it.skipIf(chromium === undefined)(
    'runs a graph of two nodes in Chromium, where Chromium is installed',
    async () => {
      const body = `import { Annotation, END, START, StateGraph } from '@langchain/langgraph';\n${graph}`;
      const { code } = await bundleForBrowsers(packed.project, `${body}\nglobalThis.outcome = run();`);
      expect(await runInChromium(code)).toMatchObject({ words: ['in', 'first', 'second'] });
    },
    60_000,
  );
});
