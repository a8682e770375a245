/** Which imports of a test the tarball of the LangGraph door can serve. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';

/** One export path of the tarball. */
export interface PackedEntry {
  /** The source file that it is made from. */
  readonly source: string;
  /** The file in the tarball. */
  readonly file: string;
  /** What it exports at run time. */
  readonly names: readonly string[];
}

/** An import that reads from the tarball instead. */
export interface PackedImport {
  readonly importer: string;
  readonly specifier: string;
  readonly file: string;
}

interface Import {
  readonly specifier: string;
  readonly path: string;
  /** The values it takes; undefined for the whole module. */
  readonly names: readonly string[] | undefined;
}

/**
 * Finds what a test imports of the door, through helpers of its own too.
 *
 * @returns one line per import, or undefined if one of them takes what no entry exports
 */
export function packedImports(
  file: string,
  door: string,
  entries: readonly PackedEntry[],
  seen = new Set<string>(),
): readonly PackedImport[] | undefined {
  if (seen.has(file) || !existsSync(file)) return [];
  seen.add(file);
  const served: PackedImport[] = [];
  for (const { specifier, path, names } of importsOf(file)) {
    if (!path.startsWith(door)) {
      const below = packedImports(path, door, entries, seen);
      if (below === undefined) return undefined;
      served.push(...below);
      continue;
    }
    const entry = entries.find(({ source }) => source === path) ?? entries.find((each) => offers(each, names));
    if (entry === undefined) return undefined;
    served.push({ importer: file, specifier, file: entry.file });
  }
  return served;
}

function offers(entry: PackedEntry, names: readonly string[] | undefined): boolean {
  return names?.every((name) => entry.names.includes(name)) ?? false;
}

/** Relative imports of values: static ones with what they take, dynamic ones whole. */
function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = ts.createSourceFile(file, text, ts.ScriptTarget.Latest).statements;
  const statics = statements.flatMap((statement): { specifier: string; names: readonly string[] | undefined }[] => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    return moduleSpecifier && ts.isStringLiteral(moduleSpecifier)
      ? [{ specifier: moduleSpecifier.text, names: valuesTaken(statement) }]
      : [];
  });
  const known = new Set(statics.map(({ specifier }) => specifier));
  const dynamics = ts
    .preProcessFile(text, true, true)
    .importedFiles.filter(({ fileName }) => !known.has(fileName))
    .map(({ fileName }) => ({ specifier: fileName, names: undefined }));
  return [...statics, ...dynamics]
    .filter(({ specifier, names }) => specifier.startsWith('.') && names?.length !== 0)
    .map((found) => ({ ...found, path: resolve(dirname(file), found.specifier) }));
}

/** Undefined for the whole module, empty where only types are taken. */
function valuesTaken(statement: ts.ImportDeclaration | ts.ExportDeclaration): readonly string[] | undefined {
  const clause = ts.isImportDeclaration(statement) ? statement.importClause : statement;
  if (clause && (ts.isImportClause(clause) ? clause.phaseModifier === ts.SyntaxKind.TypeKeyword : clause.isTypeOnly)) {
    return [];
  }
  const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
  if (!bindings || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return undefined;
  return [...bindings.elements]
    .filter((element) => !element.isTypeOnly)
    .map((element) => (element.propertyName ?? element.name).text);
}
