import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkImports } from './architecture/check-imports.ts';
import { type ImportRule, importTable, printImportTable } from './architecture/import-table.ts';
import { sourceFiles } from './support/source-files.ts';

describe('the source tree', () => {
  it('has no import that the table does not have', () => {
    const tree = new Map(sourceFiles().map((file) => [file, readFileSync(file, 'utf8')]));
    expect(tree.has('src/base/errors.ts')).toBe(true);
    expect(checkImports(tree, importTable)).toEqual([]);
  });

  it('is described by the same table in ARCHITECTURE.md', () => {
    expect(readFileSync('ARCHITECTURE.md', 'utf8')).toContain(printImportTable());
  });

  it('has arrows that go downhill only: no two top folders can reach each other', () => {
    expect(circlesIn(importTable)).toEqual([]);
    expect(circlesIn({ a: { folders: ['b'] }, b: { folders: ['c/d'] }, c: { folders: ['a'] } })).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});

/** Top folders that can be reached from themselves. */
function circlesIn(table: Readonly<Record<string, ImportRule>>): string[] {
  const isTop = (name: string): boolean => !name.includes('/') || name.startsWith('compat/');
  const top = (name: string): string => (isTop(name) ? name : name.replace(/\/.*/, ''));
  const next = (name: string): string[] =>
    Object.entries(table)
      .filter(([folder]) => top(folder) === name)
      .flatMap(([, rule]) => rule.folders.map(top))
      .filter((folder) => folder !== name);
  const reach = (name: string, seen: Set<string>): Set<string> => {
    for (const folder of next(name)) if (!seen.has(folder)) reach(folder, seen.add(folder));
    return seen;
  };
  return Object.keys(table).filter((name) => isTop(name) && reach(name, new Set()).has(name));
}

describe('the checker', () => {
  const small = {
    base: { folders: [] },
    engine: { folders: ['base'] },
    llm: { folders: ['base', 'llm/openai'] },
    'llm/openai': { folders: ['base', 'llm'], packages: ['openai', '@scope/sdk'], node: true },
    index: { folders: ['engine'] },
    cli: { folders: ['engine', 'index'] },
    'compat/door': { folders: ['engine'], entries: ['src/engine/internal.ts'], open: true },
  };
  const blank = {
    'src/index.ts': '',
    'src/base/index.ts': '',
    'src/base/errors.ts': '',
    'src/engine/index.ts': '',
    'src/engine/internal.ts': '',
    'src/engine/plan.ts': '',
    'src/engine/channels/index.ts': '',
    'src/engine/channels/topic.ts': '',
    'src/engine/parts/part.ts': '',
    'src/llm/index.ts': '',
    'src/llm/llm-client.ts': '',
    'src/llm/openai/index.ts': '',
    'src/llm/openai/stream.ts': '',
    'compat/door/index.ts': '',
    'compat/door/values/index.ts': '',
    'compat/door/values/last.ts': '',
  };
  const check = (changed: Record<string, string>): string[] =>
    checkImports(new Map(Object.entries({ ...blank, ...changed })), small);

  it.each([
    ['its own folder', 'src/engine/plan.ts', "import './internal.ts'"],
    ['a listed folder through its index', 'src/engine/plan.ts', "import type { A } from '../base/index.ts'"],
    ['a file of a folder around it', 'src/llm/openai/stream.ts', "import { a } from '../llm-client.ts'"],
    ['a subfolder through its index', 'src/engine/plan.ts', "export * from './channels/index.ts'"],
    ['a file of a subfolder without an index', 'src/engine/plan.ts', "import './parts/part.ts'"],
    ['a listed package and its subpaths', 'src/llm/openai/stream.ts', "import 'openai/core'; import '@scope/sdk/x'"],
    ['node: where it is allowed', 'src/llm/openai/stream.ts', "import 'node:fs'"],
    ['the root index where it is listed', 'src/cli/main.ts', "import '../index.ts'"],
    ['a second entry made for it', 'compat/door/index.ts', "import '../../src/engine/internal.ts'"],
    ['a file of a subfolder of an open folder', 'compat/door/index.ts', "import './values/last.ts'"],
    ['nothing: the word stands in a comment', 'src/base/errors.ts', "// import 'openai'\n/** import('openai') */"],
  ])('allows %s', (_, file, text) => {
    expect(check({ [file]: text })).toEqual([]);
  });

  it.each([
    ['an arrow uphill', 'src/base/errors.ts', "import '../engine/index.ts'", 'imports from engine, which base may not'],
    ['a type uphill', 'src/base/errors.ts', "import type { A } from '../engine/index.ts'", 'imports from engine'],
    ['an import type uphill', 'src/base/errors.ts', "type A = import('../engine/index.ts').A", 'imports from engine'],
    ['a dynamic import uphill', 'src/base/errors.ts', "await import('../engine/index.ts')", 'imports from engine'],
    ['a re-export uphill', 'src/base/errors.ts', "export * from '../engine/index.ts'", 'imports from engine'],
    ['a side door', 'src/engine/plan.ts', "import '../base/errors.ts'", 'enters src/base through src/base/errors.ts'],
    ['a second entry made for another', 'src/cli/main.ts', "import '../engine/internal.ts'", 'enters src/engine'],
    [
      'a side door into a subfolder',
      'src/engine/plan.ts',
      "import './channels/topic.ts'",
      'enters src/engine/channels',
    ],
    ['a provider past its index', 'src/llm/llm-client.ts', "import './openai/stream.ts'", 'enters src/llm/openai'],
    ['a provider as if it were the port', 'src/cli/main.ts', "import '../llm/openai/index.ts'", 'from llm/openai'],
    ['its own index', 'src/engine/plan.ts', "import './index.ts'", 'index.ts is for outsiders'],
    ['the root index from below', 'src/engine/plan.ts', "import '../index.ts'", 'imports from index'],
    ['compat from src', 'src/engine/plan.ts', "import '../../compat/door/index.ts'", 'imports from compat/door'],
    ['a package not listed', 'src/llm/llm-client.ts', "import type OpenAI from 'openai'", 'imports the package openai'],
    ['a scoped package not listed', 'src/engine/plan.ts', "import '@scope/sdk/x'", 'imports the package @scope/sdk'],
    ['this package by its name', 'src/cli/main.ts', "import 'moss-agent-runtime'", 'the package moss-agent-runtime'],
    ['node: in browser code', 'src/engine/plan.ts', "import 'node:async_hooks'", 'must run in a browser'],
    ['a built-in without its prefix', 'src/llm/openai/stream.ts', "import 'fs'", 'imports the package fs'],
    [
      'what does not exist',
      'src/engine/plan.ts',
      "import './gone.ts'",
      'src/engine/gone.ts, which is not a source file',
    ],
    ['a file outside', 'src/engine/plan.ts', "import '../../package.json'", 'package.json, which is not a source file'],
    ['a second file at the root', 'src/main.ts', '', 'only index.ts lies at the root'],
    ['a folder not in the table', 'src/extra/thing.ts', '', 'a folder that the import table does not have'],
    ['a name in capitals', 'src/engine/Plan.ts', '', 'kebab-case'],
    ['a name that says nothing', 'src/engine/utils.ts', '', 'named after what it holds'],
  ])('reports %s', (_, file, text, message) => {
    expect(check({ [file]: text })).toEqual([expect.stringContaining(message)]);
  });

  it('names file and line', () => {
    expect(check({ 'src/engine/plan.ts': "import './internal.ts'\n\nimport 'openai'" })).toEqual([
      'src/engine/plan.ts:3: imports the package openai, which its folder may not',
    ]);
  });
});
