/** What the entry points offer, read from their declarations. */
import ts from 'typescript';

/** One entry point: what a consumer writes, and its declaration file. */
export interface Entry {
  readonly specifier: string;
  readonly file: string;
}

/** Names of every entry, types marked with `type `. */
export interface PublicNames {
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Types that an entry mentions and no entry exports: a consumer's own declarations could not name them. */
  readonly unnameable: readonly string[];
}

export function publicNames(entries: readonly Entry[]): PublicNames {
  const program = ts.createProgram(
    entries.map((entry) => entry.file),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      skipLibCheck: true,
      strict: true,
    },
  );
  const checker = program.getTypeChecker();
  const target = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  const modules = entries.map(({ specifier, file }) => {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    if (!symbol) throw new Error(`${file} is not a module.`);
    return { specifier, source, exported: checker.getExportsOfModule(symbol) };
  });

  const names = modules.map(({ specifier, exported }) => {
    const isType = (symbol: ts.Symbol): boolean => (target(symbol).flags & ts.SymbolFlags.Value) === 0;
    const sorted = exported.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return [specifier, sorted.map((symbol) => (isType(symbol) ? 'type ' : '') + symbol.name)] as const;
  });

  const reachable = new Set(modules.flatMap(({ exported }) => exported.map(target)));
  const unnameable = modules.flatMap(({ specifier, source }) =>
    importedFromChunks(source)
      .map((name) => checker.getSymbolAtLocation(name))
      .filter((symbol) => symbol !== undefined)
      .map(target)
      .filter((symbol) => !reachable.has(symbol))
      .map((symbol) => `${specifier}: ${symbol.name}`),
  );
  return { names: new Map(names), unnameable };
}

/** Names that a declaration file imports from the files it shares with other entries. */
function importedFromChunks(source: ts.SourceFile): ts.Identifier[] {
  return source.statements
    .filter(ts.isImportDeclaration)
    .filter(({ moduleSpecifier }) => ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text.startsWith('.'))
    .flatMap(({ importClause }) => {
      const bindings = importClause?.namedBindings;
      return bindings && ts.isNamedImports(bindings) ? bindings.elements.map((element) => element.name) : [];
    });
}
