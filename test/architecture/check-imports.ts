/** The checker behind architecture.test.ts: a pure function from source texts to violations. */
import { posix } from 'node:path';
import ts from 'typescript';
import type { ImportRule } from './import-table.ts';

/** Texts of the files to check by path from the repository's root, e.g. `src/engine/plan.ts`. */
export type SourceTree = ReadonlyMap<string, string>;
type ImportTable = Readonly<Record<string, ImportRule>>;

interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
}

const FILE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*\.ts$/;
const EMPTY_NAMES = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'types', 'constants', 'manager', 'misc']);

/**
 * Finds every import that the table does not have, and every file that lies where none may lie.
 *
 * @returns one line per violation, `file:line: what is wrong`, in the order of the files
 */
export function checkImports(tree: SourceTree, table: ImportTable): string[] {
  const violations: string[] = [];
  for (const [file, text] of tree) {
    const misplaced = checkPlace(file, table);
    if (misplaced !== undefined) {
      violations.push(`${file}:1: ${misplaced}`);
      continue;
    }
    for (const found of importsOf(file, text)) {
      const wrong = found.specifier.startsWith('.')
        ? checkRelative(found, tree, table)
        : checkPackage(found, ruleOf(file, table));
      if (wrong !== undefined) violations.push(`${file}:${found.line}: ${wrong}`);
    }
  }
  return violations;
}

/** Every import, export-from, dynamic import and import type. */
function importsOf(file: string, text: string): Import[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
    file,
    line: text.slice(0, pos).split('\n').length,
    specifier: fileName,
  }));
}

/** The row a file belongs to: the longest one that is a beginning of its path. */
function folderOf(file: string, table: ImportTable): string | undefined {
  if (file === 'src/index.ts') return 'index';
  const path = file.replace(/^src\//, '');
  return Object.keys(table)
    .filter((folder) => folder !== 'index' && path.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function ruleOf(file: string, table: ImportTable): ImportRule {
  return table[folderOf(file, table) ?? ''] ?? { folders: [] };
}

function checkPlace(file: string, table: ImportTable): string | undefined {
  const name = posix.basename(file);
  if (posix.dirname(file) === 'src' && name !== 'index.ts') return 'only index.ts lies at the root of src/';
  if (folderOf(file, table) === undefined) return 'lies in a folder that the import table does not have';
  if (!FILE_NAME.test(name)) return 'a file name is kebab-case';
  if (EMPTY_NAMES.has(posix.basename(name, '.ts'))) return 'a file is named after what it holds';
  return undefined;
}

function checkPackage({ specifier }: Import, rule: ImportRule): string | undefined {
  if (specifier.startsWith('node:')) return rule.node ? undefined : `imports ${specifier}, but must run in a browser`;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return rule.packages?.includes(name) ? undefined : `imports the package ${name}, which its folder may not`;
}

function checkRelative({ file, specifier }: Import, tree: SourceTree, table: ImportTable): string | undefined {
  const target = posix.join(posix.dirname(file), specifier);
  const rule = ruleOf(file, table);
  if (rule.entries?.includes(target)) return undefined;
  if (!tree.has(target)) return `imports ${target}, which is not a source file`;
  const from = folderOf(file, table);
  const to = folderOf(target, table);
  if (from !== to && !rule.folders.includes(to ?? '')) return `imports from ${to}, which ${from} may not`;
  const entered = enteredFolder(file, target, table);
  if (entered === undefined) {
    const isOwnIndex = posix.basename(target) === 'index.ts';
    return isOwnIndex ? `imports ${target} from inside its folder; index.ts is for outsiders` : undefined;
  }
  const door = `${entered}/index.ts`;
  const isOpen = from === to && (rule.open === true || !tree.has(door));
  return target === door || isOpen ? undefined : `enters ${entered} through ${target} instead of its index.ts`;
}

/**
 * The folder whose door an import goes through: the row's own, or the first subfolder that the importer does not lie in.
 * Undefined where the target lies in a folder around the importer.
 */
function enteredFolder(file: string, target: string, table: ImportTable): string | undefined {
  const from = folderOf(file, table);
  const to = folderOf(target, table) ?? '';
  if (to === 'index') return 'src';
  const home = posix.dirname(target);
  if (file.startsWith(`${home}/`)) return undefined;
  if (from !== to) return to.startsWith('compat/') ? to : `src/${to}`;
  const own = posix.dirname(file).split('/');
  const parts = home.split('/');
  const fork = parts.findIndex((part, at) => part !== own[at]);
  return parts.slice(0, fork + 1).join('/');
}
