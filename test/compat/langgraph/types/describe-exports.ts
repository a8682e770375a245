import ts from 'typescript';
import { TypeDescriber } from './describe-type.ts';
import { optionsFor } from './infer-types.ts';

/** What a module offers. */
export interface Exports {
  /** Functions and constants → type. */
  readonly values: ReadonlyMap<string, string>;
  /** `Class#member`, `Class.static` and `Interface#member`, each with `?` or `protected` where it is so. */
  readonly members: ReadonlySet<string>;
}

/** @param files modules of either library */
export function describeExports(files: readonly string[]): ReadonlyMap<string, Exports> {
  const program = ts.createProgram(files, optionsFor('theirs'));
  const checker = program.getTypeChecker();
  return new Map(
    files.map((file) => {
      const source = program.getSourceFile(file);
      const module = source && checker.getSymbolAtLocation(source);
      if (module === undefined) throw new Error(`${file} exports nothing.`);
      return [file, exportsOf(checker.getExportsOfModule(module), checker)];
    }),
  );
}

function exportsOf(exported: readonly ts.Symbol[], checker: ts.TypeChecker): Exports {
  const values = new Map<string, string>();
  const members = new Set<string>();
  for (const named of exported) {
    const symbol = named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
    const { name } = named;
    const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
    if (isClass) for (const member of membersOf(checker.getTypeOfSymbol(symbol))) members.add(`${name}.${member}`);
    else if (symbol.flags & ts.SymbolFlags.Value)
      values.set(name, new TypeDescriber(checker).describe(checker.getTypeOfSymbol(symbol)));
    if (isClass || symbol.flags & ts.SymbolFlags.Interface)
      for (const member of membersOf(checker.getDeclaredTypeOfSymbol(symbol))) members.add(`${name}#${member}`);
  }
  return { values, members };
}

function membersOf(type: ts.Type): string[] {
  return type.getProperties().flatMap((property) => {
    if (/^(__@|__#|prototype$)/.test(property.name)) return [];
    const declared = property.valueDeclaration;
    const modifiers = declared === undefined ? 0 : ts.getCombinedModifierFlags(declared);
    if (property.name.startsWith('#') || modifiers & ts.ModifierFlags.Private) return [];
    const isProtected = (modifiers & ts.ModifierFlags.Protected) !== 0;
    return `${isProtected ? 'protected ' : ''}${property.name}${property.flags & ts.SymbolFlags.Optional ? '?' : ''}`;
  });
}
